"""Trials: kill parts of a deployment while people write, and count what was acknowledged and lost.

`make trials` runs them. They take minutes, so that they are not part of the tests.
"""
