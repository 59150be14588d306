"""Clients of the API, one for each of the cast; and wires, which speak to a real server."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pytest
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from tests.api.wire import Wire
from tests.cast import Cast, client_for, make_token
from versioning.models import Actor

WireFor = Callable[[Actor | None], Wire]


@dataclass
class Clients:
    """Each person's client, signed in with a token of all scopes when it is first asked for."""

    cast: Cast

    @cached_property
    def viewer(self) -> APIClient:
        return client_for(self.cast.viewer)

    @cached_property
    def editor(self) -> APIClient:
        return client_for(self.cast.editor)

    @cached_property
    def publisher(self) -> APIClient:
        return client_for(self.cast.publisher)

    @cached_property
    def manager(self) -> APIClient:
        return client_for(self.cast.manager)

    @cached_property
    def stranger(self) -> APIClient:
        return client_for(self.cast.stranger)

    @cached_property
    def nobody(self) -> APIClient:
        return APIClient(raise_request_exception=False)


@pytest.fixture
def clients(cast: Cast) -> Clients:
    return Clients(cast)


@pytest.fixture
def wire_for(live_server: LiveServer) -> WireFor:
    def make(actor: Actor | None) -> Wire:
        return Wire(url=live_server.url, token=None if actor is None else make_token(actor.user)[1])

    return make
