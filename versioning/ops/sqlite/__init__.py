"""Django's SQLite backend, in which only some threads wait for the one that writes. Settings name it as the engine."""
