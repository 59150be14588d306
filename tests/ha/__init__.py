"""Break each part of a deployment of several machines under load, on one machine: `make ha`."""
