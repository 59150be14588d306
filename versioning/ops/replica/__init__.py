"""Read from a PostgreSQL replica if it has the caller's own last write, else from the primary (REPLICA_URL)."""
