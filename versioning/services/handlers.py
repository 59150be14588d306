"""Import every module that registers a handler of jobs, so that each process knows all kinds.

A module with a handler is added here.
"""

import versioning.services.people.letters  # noqa: F401
