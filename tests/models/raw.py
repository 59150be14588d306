"""Raw SQL that goes round the services: what a bug, a script or a person at the database's prompt could send."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction


def execute(statement: str, *values: Any) -> None:
    """Run one statement with `%s` placeholders, on either database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def update(row: models.Model, assignments: str, *values: Any) -> None:
    """Change columns of one row, whose names may differ from the model's fields: `body_id = %s`."""
    execute(f"UPDATE {row._meta.db_table} SET {assignments} WHERE id = %s", *values, row.pk)  # noqa: S608  names are ours


def refusal_of(statement: str, *values: Any) -> str:
    """Return what the database says when it refuses the statement. Fail the test if it does not refuse."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        execute(statement, *values)
    return str(refusal.value)


def refusal_of_update(row: models.Model, assignments: str, *values: Any) -> str:
    """As `refusal_of`, for an `update`."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        update(row, assignments, *values)
    return str(refusal.value)
