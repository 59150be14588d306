"""Invariants of the database, as searches for rows that break them. `verify_database` runs them all."""
