"""What must never be false of a database, as searches for rows of which it is. `verify_database` runs them all."""
