"""Folders of a project's files: create, change and delete."""
