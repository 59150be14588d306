"""Django's SQLite backend, in which only some threads wait for the one that writes, and UUIDs take 16 bytes.

Settings name it as the engine.
"""
