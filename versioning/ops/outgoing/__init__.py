"""Requests to addresses that people enter. They reach public addresses only, unless a setting allows others."""
