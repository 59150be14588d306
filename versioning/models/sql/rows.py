"""Writing one row, by a statement whose text is made once.

For a row of twenty columns the ORM takes longer to write the SQL than the database takes to keep the row. What is
written, and as which values, is the same; no signal tells of it.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import AutoField, DateTimeField, Field, ForeignKey, Model
from django.db.models.base import ModelState

from versioning.models.sql.statements import Statement
from versioning.models.sql.values import Converter, plain_type, to_column

Row = TypeVar("Row", bound=Model)


class _Column(NamedTuple):
    """`plain` is the type of values that need no conversion."""

    name: str
    plain: type | None
    convert: Converter


class _Writing(NamedTuple):
    """`made_up`: fields that may find their value themselves when the row is saved, as the moment of it."""

    statement: Statement
    columns: tuple[_Column, ...]
    made_up: "tuple[Field[Any, Any], ...]"

    @classmethod
    def of(cls, sql: str, fields: "Sequence[Field[Any, Any]]") -> "_Writing":
        columns = (_Column(field.attname, plain_type(field), to_column(field)) for field in fields)
        return cls(Statement(sql), tuple(columns), tuple(field for field in fields if _is_made_up(field)))

    def values(self, row: Model, *, adding: bool) -> list[Any]:
        for field in self.made_up:
            setattr(row, field.attname, field.pre_save(row, adding))
        found = [(column, getattr(row, column.name)) for column in self.columns]
        return [
            value if value is None or value.__class__ is column.plain else column.convert(value)
            for column, value in found
        ]


class Computed(NamedTuple):
    """The value of one field of a new row, computed by the database: an SQL expression and the values in it."""

    field: str
    sql: str
    values: tuple[Any, ...]


class _Shape(NamedTuple):
    """What a new row has by itself, and the fields that refer to another."""

    defaults: dict[str, Any]
    makers: tuple[tuple[str, Callable[[], Any]], ...]
    references: "dict[str, ForeignKey[Any, Any]]"


def new_row(model: type[Row], **values: Any) -> Row:
    """What `model(**values)` is, to be inserted; no signal tells of it. `values` are of fields, or rows referred to.

    Raises TypeError for other names.
    """
    shape = _shape(model)
    row = model.__new__(model)
    row.__dict__.update(shape.defaults, _state=ModelState())
    for name, make in shape.makers:
        row.__dict__[name] = make()
    for name, value in values.items():
        if name in shape.references:
            _refer(row, shape.references[name], value)
        elif name in row.__dict__:
            row.__dict__[name] = value
        else:
            raise TypeError(f"{model.__name__} has no field {name}.")
    return row


def _refer(row: Model, field: "ForeignKey[Any, Any]", to: Model | None) -> None:
    row.__dict__[field.attname] = None if to is None else to.pk
    field.set_cached_value(row, to)
    if to is not None and not field.remote_field.multiple:
        field.remote_field.set_cached_value(to, row)


@cache
def _shape(model: type[Model]) -> _Shape:
    fields = model._meta.concrete_fields
    made = {field.attname: field.default for field in fields if field.has_default() and callable(field.default)}
    defaults = {field.attname: field.get_default() for field in fields if field.attname not in made}
    return _Shape(
        defaults, tuple(made.items()), {field.name: field for field in fields if isinstance(field, ForeignKey)}
    )


def insert_row(row: Row) -> Row:
    """Insert it, with a key of the database's where it has none. Raises IntegrityError."""
    _insert(row, unless=())
    return row


def insert_together(rows: Sequence[Model]) -> None:
    """Insert rows of one model in their order, by one statement. They are not told the keys that the database gives."""
    connection, writing = connections[DEFAULT_DB_ALIAS], _inserting(type(rows[0]), (), len(rows))
    writing.statement.changed(
        [value for row in rows for value in writing.values(row, adding=True)], connection=connection
    )
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_unless_taken(row: Model, *, unless: tuple[str, ...], computed: Computed | None = None) -> bool:
    """Insert the row and return True, or return False if another row has the same values in the fields `unless`.

    The fields must be unique together. After False no error has to be undone, so the caller may try again without a
    savepoint. The row gets the value that the database computed. Raises IntegrityError for any other conflict.
    """
    return _insert(row, unless=unless, computed=computed)


def update_row(row: Model, *names: str) -> None:
    """Write these of its fields. Raises DatabaseError where the row is gone."""
    connection = connections[DEFAULT_DB_ALIAS]
    writing = _updating(type(row), names)
    if writing.statement.changed(writing.values(row, adding=False), connection=connection) != 1:
        raise DatabaseError(f"{row!r} is gone.")


def delete_row(row: Model) -> None:
    """Delete it. Nothing refers to it but what the database itself takes away along with it, or refuses."""
    connection = connections[DEFAULT_DB_ALIAS]
    writing = _deleting(type(row))
    writing.statement.changed(writing.values(row, adding=False), connection=connection)


def _insert(row: Model, *, unless: tuple[str, ...], computed: Computed | None = None) -> bool:
    connection = connections[DEFAULT_DB_ALIAS]
    writing = _inserting(type(row), unless, 1, *(computed or ())[:2])
    values = writing.values(row, adding=True)
    if computed is not None:
        values.extend(computed.values)
    found = writing.statement.rows(values, connection=connection)
    if not found:
        return False
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    if row.pk is None:
        row.pk = found[0][0]
    if computed is not None:
        setattr(row, computed.field, found[0][1])
    return True


@cache
def _inserting(
    model: type[Model], unless: tuple[str, ...], count: int, computed: str = "", expression: str = ""
) -> _Writing:
    """`computed` names the field that gets the value of `expression`; its column comes last."""
    meta = model._meta
    given = [field for field in meta.local_concrete_fields if not isinstance(field, AutoField)]
    fields = tuple(field for field in given if field.name != computed)
    columns = [_quoted(field.column) for field in (*fields, *_named(model, (computed,) if computed else ()))]
    values = [*["%s"] * len(fields), *([expression] if computed else [])]
    conflict = ", ".join(_quoted(field.column) for field in _named(model, unless))
    parts = (
        f"INSERT INTO {_quoted(meta.db_table)} ({', '.join(columns)})",
        "VALUES " + ", ".join([f"({', '.join(values)})"] * count),
        f"ON CONFLICT ({conflict}) DO NOTHING" if unless else "",
        f"RETURNING {', '.join([_quoted(meta.pk.column), *columns[len(fields) :]])}",
    )
    return _Writing.of(" ".join(parts), fields)


@cache
def _updating(model: type[Model], names: tuple[str, ...]) -> _Writing:
    meta, fields = model._meta, _named(model, names)
    changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    sql = f"UPDATE {_quoted(meta.db_table)} SET {changes} WHERE {_quoted(meta.pk.column)} = %s"  # noqa: S608  as below
    return _Writing.of(sql, (*fields, meta.pk))


@cache
def _deleting(model: type[Model]) -> _Writing:
    meta = model._meta
    sql = f"DELETE FROM {_quoted(meta.db_table)} WHERE {_quoted(meta.pk.column)} = %s"  # noqa: S608  names of our own
    return _Writing.of(sql, (meta.pk,))


def _named(model: type[Model], names: tuple[str, ...]) -> "tuple[Field[Any, Any], ...]":
    known = {field.name: field for field in model._meta.concrete_fields}
    return tuple(known[name] for name in names)


def _is_made_up(field: "Field[Any, Any]") -> bool:
    if isinstance(field, DateTimeField):
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not Field.pre_save


def _quoted(name: str | None) -> str:
    return str(connections[DEFAULT_DB_ALIAS].ops.quote_name(str(name)))
