"""Files of projects: upload, trash, restore, and where each one is used."""
