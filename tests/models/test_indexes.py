"""Each index costs every write. None may be there twice."""

from itertools import permutations

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

MODELS = [model for model in apps.get_app_config("versioning").get_models() if model._meta.managed]


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_no_index_is_the_beginning_of_another(model: type[Model]) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    own = (*model._meta.indexes, *model._meta.constraints)
    partial = {one.name for one in own if getattr(one, "condition", None) is not None}
    columns = {
        name: tuple(each["columns"])
        for name, each in found.items()
        # PostgreSQL has a second one for the beginnings of a text.
        if (each["index"] or each["unique"]) and each["columns"] and name not in partial and not name.endswith("_like")
    }

    doubled = [
        f"{one} is the beginning of {other}"
        for one, other in permutations(columns, 2)
        if not found[one]["unique"] and columns[other][: len(columns[one])] == columns[one]
    ]

    assert not doubled
