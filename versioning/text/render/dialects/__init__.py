"""Syntax beyond GitHub's Markdown, which a project turns on extension by extension."""
