"""Versioned documents: fork, edit, compare, publish, promote."""
