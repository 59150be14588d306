import json
from collections import OrderedDict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from rest_framework.renderers import JSONRenderer

from versioning.api.renderers import MsgspecRenderer
from versioning.api.v1.fields import PersonSerializer
from versioning.models import User, Version

VALUES = [
    None,
    {},
    {"a": [1, 2.5, -0.0, 1e16, 1e-7, True, None]},
    {"large": 10**30, "small": -(10**30), "exact": 0.1 + 0.2},
    'Straße <b>&amp; 漢字 🜚 " \\ / \b\f\n\r\t\x01\x7f',
    "line\u2028paragraph\u2029",
    {"when": datetime(2026, 3, 4, 5, 6, 7, 891000, tzinfo=UTC), "id": UUID(int=7), "price": Decimal("1.10")},
    OrderedDict(b=1, a=2),
    (1, 2),
    {"status": Version.Status.DRAFT, Version.Status.DRAFT: 1},
    lazystr("later"),
    mark_safe("<b>"),  # noqa: S308
    PersonSerializer(User(username="é")).data,
]


@pytest.mark.parametrize("value", VALUES)
def test_says_the_same_as_rest_frameworks_own(value: Any) -> None:
    rendered, expected = MsgspecRenderer().render(value), JSONRenderer().render(value)

    assert (rendered and json.loads(rendered)) == (expected and json.loads(expected))


def test_writes_utf_8_and_no_blanks() -> None:
    assert MsgspecRenderer().render({"a": ["é", "\u2028"]}) == '{"a":["é","\\u2028"]}'.encode()


def test_indents_where_it_is_asked_to() -> None:
    accepted = "application/json; indent=2"

    rendered = MsgspecRenderer().render({"a": 1}, accepted, {})

    assert rendered == b'{\n  "a": 1\n}'


def test_refuses_what_is_no_json() -> None:
    with pytest.raises(TypeError):
        MsgspecRenderer().render({"a": object()})
