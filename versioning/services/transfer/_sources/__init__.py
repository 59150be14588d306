"""Exports of other products, read as the files of a zip import."""
