"""The project file: everything of a project in one archive, without loss and without secrets. See import-export.md."""
