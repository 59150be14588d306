"""Django's PostgreSQL backend with time-outs on the client's side. Settings name it as the engine."""
