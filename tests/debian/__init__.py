"""Stemma on a fresh Debian 13: `make check-debian`. It needs only the standard library, and no virtual environment."""
