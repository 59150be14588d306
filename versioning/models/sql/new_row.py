"""Make a new model instance faster than its constructor does."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db.models import ForeignKey, Model
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=Model)


class _Shape(NamedTuple):
    """`defaults` are constant values, `makers` are default functions, `references` are the foreign keys."""

    defaults: dict[str, Any]
    makers: tuple[tuple[str, Callable[[], Any]], ...]
    references: "dict[str, ForeignKey[Any, Any]]"


def new_row(model: type[Row], **values: Any) -> Row:
    """Return what `model(**values)` returns, to be inserted. No signal is sent.

    `values` are of fields, or instances for foreign keys. Raises TypeError for unknown names.
    """
    shape = _shape(model)
    row = model.__new__(model)
    row.__dict__.update(shape.defaults, _state=ModelState())
    # Default functions run for each row: two rows must not share a list or a UUID.
    for name, make in shape.makers:
        row.__dict__[name] = make()
    for name, value in values.items():
        if name in shape.references:
            _set_reference(row, shape.references[name], value)
        elif name in row.__dict__:
            row.__dict__[name] = value
        else:
            raise TypeError(f"{model.__name__} has no field {name}.")
    return row


def _set_reference(row: Model, field: "ForeignKey[Any, Any]", to: Model | None) -> None:
    row.__dict__[field.attname] = None if to is None else to.pk
    field.set_cached_value(row, to)
    # A one-to-one field also caches the other direction, as Django's descriptor does.
    if to is not None and not field.remote_field.multiple:
        field.remote_field.set_cached_value(to, row)


@cache
def _shape(model: type[Model]) -> _Shape:
    fields = model._meta.concrete_fields
    makers = {field.attname: field.default for field in fields if field.has_default() and callable(field.default)}
    defaults = {field.attname: field.get_default() for field in fields if field.attname not in makers}
    return _Shape(
        defaults, tuple(makers.items()), {field.name: field for field in fields if isinstance(field, ForeignKey)}
    )
