from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from versioning.api.strict_serializers import StrictSerializer
from versioning.api.validation import validated


class Body(StrictSerializer):
    name = serializers.CharField(max_length=3)
    flag = serializers.BooleanField(default=True)


@pytest.mark.parametrize("data", [None, [], "a", {}, {"name": "long"}, {"name": 1}, {"name": "a", "more": 1}])
def test_refuses_as_a_serializer_of_its_own_does(data: Any) -> None:
    with pytest.raises(ValidationError) as expected:
        Body(data=data).is_valid(raise_exception=True)

    with pytest.raises(ValidationError) as refusal:
        validated(Body, data)

    assert refusal.value.detail == expected.value.detail


def test_nothing_of_one_request_stays_for_the_next() -> None:
    first = validated(Body, {"name": "a", "flag": False})
    first["name"] = "changed"

    second = validated(Body, {"name": "b"})

    assert (dict(first), dict(second)) == ({"name": "changed", "flag": False}, {"name": "b", "flag": True})
