"""Signed-in clients for the desk's tests."""

from dataclasses import dataclass

import pytest
from django.test import Client

from tests.cast import Cast
from versioning.models import Actor


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


@dataclass(frozen=True)
class Desks:
    """Return a signed-in client for each of the cast. `nobody`'s is signed out."""

    nobody: Client
    viewer: Client
    editor: Client
    publisher: Client
    manager: Client
    stranger: Client


@pytest.fixture
def desks(cast: Cast) -> Desks:
    return Desks(
        nobody=Client(),
        viewer=signed_in(cast.viewer),
        editor=signed_in(cast.editor),
        publisher=signed_in(cast.publisher),
        manager=signed_in(cast.manager),
        stranger=signed_in(cast.stranger),
    )
