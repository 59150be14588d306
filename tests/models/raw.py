"""Raw SQL that goes round the services: what a bug, a script or a person at the database's prompt could send."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction


def execute(statement: str, *values: Any) -> None:
    """Run one statement with `%s` placeholders, on either database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [value.hex if isinstance(value, UUID) else value for value in values])


def refusal_of(statement: str, *values: Any) -> str:
    """What the database says when it refuses the statement. Fails the test where it does not refuse."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        execute(statement, *values)
    return str(refusal.value)
