"""Schedules: publish, promote or archive at a moment."""
