"""Search entries: what is written with a change, and what a worker writes after it."""
