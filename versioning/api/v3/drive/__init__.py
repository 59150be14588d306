"""Document360's Drive: folders, files and attachments of articles."""
