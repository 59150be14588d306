import json
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.web.conftest import Desks, signed_in
from tests.web.routes import MATRIX, PEOPLE, Row, address, name_of, routes, sent
from tests.web.world import World, make_world


@pytest.fixture
def world(cast: Cast, settings: Settings, tmp_path: Path) -> World:
    settings.DATA_DIR = tmp_path
    return make_world(cast)


def status_for(client: Client, row: Row, world: World) -> int:
    """Return the response, and roll back what the request changed."""
    path = address(row.name, row.places, world)
    with transaction.atomic():
        if row.json is not None:
            answer = client.post(path, json.dumps(row.json), content_type="application/json", headers=row.headers)
        else:
            answer = client.generic(row.method, path) if row.method == "GET" else client.post(path, sent(row, world))
        if answer.streaming:
            answer.getvalue()
        transaction.set_rollback(True)
    return answer.status_code


def test_every_route_is_in_the_matrix() -> None:
    assert {(row.method, row.name) for row in MATRIX} == routes()


@pytest.mark.parametrize("row", MATRIX, ids=name_of)
def test_each_person_may_do_what_the_matrix_says(desks: Desks, world: World, row: Row) -> None:
    found = {name: status_for(getattr(desks, name), row, world) for name in PEOPLE}

    assert found == row.expected


@pytest.mark.parametrize("row", [row for row in MATRIX if row.method == "POST"], ids=name_of)
def test_no_form_of_another_site_does_anything(cast: Cast, world: World, row: Row) -> None:
    client = signed_in(cast.manager)
    client.handler.enforce_csrf_checks = True

    assert status_for(client, row, world) == 403
