"""What every refusal must look like."""

from typing import Any


def assert_refused(answer: Any, *, field: str | None, status: int = 400) -> None:
    """A problem document of this status that, where a field is at fault, names it to programs and to people."""
    body = answer.json()
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert body["status"] == status
    assert body["message"]
    if field is not None:
        assert field in [error["field"] for error in body["errors"]]
        assert field in body["message"]
