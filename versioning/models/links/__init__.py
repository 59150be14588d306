"""Where documents lay in a repository or zip, and which documents a text links to."""
