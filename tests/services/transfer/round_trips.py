"""How many random projects the tests of round trips make. `make trial-round-trips` makes 500 of each kind."""

import os

from hypothesis import HealthCheck, settings

round_trip = settings(
    max_examples=int(os.environ.get("ROUND_TRIP_EXAMPLES", "12")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
