from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import Field
from django.db.models.functions import Coalesce
from uuid6 import uuid7

from tests.cast import Cast
from versioning.models import Project, Version
from versioning.models.sql.values import from_column, to_column, uuid_of

EAST = timezone(timedelta(hours=5, minutes=30))
MOMENT = datetime(2026, 2, 28, 23, 59, 59, 123456, tzinfo=UTC)
SAMPLES: dict[str, list[Any]] = {
    "UUIDField": [uuid4(), uuid7(), str(uuid4())],
    "DateTimeField": [MOMENT, MOMENT.replace(microsecond=0), MOMENT.astimezone(EAST), MOMENT.isoformat()],
    "BooleanField": [True, False, 1],
    "CharField": ["", "plain", "ü\n", Version.Status.DRAFT, 12],
    "SlugField": ["a-slug"],
    "TextField": ["", "long", Version.Status.DRAFT],
    "JSONField": [[], ["read"], ["é"]],
    "BinaryField": [b"", b"\x00\xff"],
    "FloatField": [0.0, 1.5],
}
WHOLE = [0, 1, 32_767, True, "7"]
FIELDS = [field for model in apps.get_app_config("versioning").get_models() for field in model._meta.concrete_fields]


def samples(field: "Field[Any, Any]") -> list[Any]:
    kept = field
    while isinstance(kept, models.ForeignKey):
        kept = kept.target_field
    return [None, *SAMPLES.get(kept.get_internal_type(), WHOLE)]


def shown(value: Any) -> Any:
    """Convert binary values, because the wrappers of drivers are equal to nothing but themselves."""
    return (type(value), bytes(value)) if isinstance(value, memoryview) else (type(value), str(value))


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_value_is_written_as_its_field_would_write_it(field: "Field[Any, Any]") -> None:
    convert = to_column(field)

    written = [shown(convert(value)) for value in samples(field)]

    assert written == [shown(field.get_db_prep_save(value, connection)) for value in samples(field)]


@pytest.mark.parametrize(
    ("field", "stored"),
    [
        (models.UUIDField(), [uuid4(), uuid4().bytes]),
        (models.DateTimeField(), [MOMENT.replace(tzinfo=None), "2026-02-28 23:59:59"]),
        (models.JSONField(), ["{}", "[]", '{"a": [1]}', '"{}"']),
    ],
)
def test_a_column_is_read_as_the_database_backend_would_read_it(field: "Field[Any, Any]", stored: list[Any]) -> None:
    value = models.Value(None, output_field=field)
    converters = [*connection.ops.get_db_converters(value), *field.get_db_converters(connection)]

    read = [[from_column(one, value)(raw) for raw in stored] for one in converters]

    assert read == [[one(raw, value, connection) for raw in stored] for one in converters]


def test_a_key_is_read_from_a_column_and_from_an_expression(cast: Cast) -> None:
    key = cast.project.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, COALESCE(id, id) FROM versioning_project WHERE id = %s", [key])
        column, expression = cursor.fetchone()

    through_the_model = Project.objects.values_list("pk", Coalesce("pk", "pk")).get(pk=key)

    assert (column, uuid_of(expression)) == through_the_model == (key, key)


def test_only_keys_have_the_type_of_column_that_the_driver_reads_as_a_key() -> None:
    fields = [field for model in apps.get_models() for field in model._meta.local_concrete_fields]

    types = {str(field.db_type(connection)) for field in fields}

    assert {each for each in types if each.startswith("char")} <= {"char(32)"}
