"""What every refusal of v3 must look like."""

from typing import Any

from tests.api.v3.contract import breaches


def assert_refused(answer: Any, *, status: int, code: str, field: str | None = None) -> None:
    """A problem document of this status and code that, where a field is at fault, names it."""
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert breaches(body, "Problem") == []
    assert {error["code"] for error in body["errors"]} == {code}
    if field is not None:
        assert field in [error["field"] for error in body["errors"]]


def assert_invalid(answer: Any, field: str) -> None:
    assert_refused(answer, status=422, code="VALIDATION_ERROR", field=field)


def wrong_fields(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.content
    return [error["field"] for error in answer.json()["errors"]]
