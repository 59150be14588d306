"""Read a project of Document360 by its API, version 3."""
