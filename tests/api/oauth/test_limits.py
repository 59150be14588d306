"""One address asks the OAuth endpoints only so often a minute."""

import time

import pytest

from tests.api.oauth.flow import post
from versioning.api.oauth.tokens import MOST_A_MINUTE


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect"])
def test_one_request_more_is_told_to_slow_down(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # No minute ends within the test.
    moment = time.time()
    monkeypatch.setattr(time, "time", lambda: moment)

    answers = [post(path, token="guess") for _ in range(MOST_A_MINUTE + 1)]

    assert [answer.status_code for answer in answers].index(429) == MOST_A_MINUTE
    assert answers[-1].json() == {"error": "slow_down"}
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
