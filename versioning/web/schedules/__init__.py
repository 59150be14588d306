"""The desk's pages of schedules."""
