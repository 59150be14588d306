import pytest
from django.test import Client

from tests.cast import Cast
from versioning.models import User


@pytest.fixture
def office(cast: Cast) -> Client:
    client = Client()
    client.force_login(User.objects.get(is_superuser=True))
    return client
