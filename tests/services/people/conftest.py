import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def _sends_email(settings: Settings) -> None:
    settings.SENDS_EMAIL = True
    settings.PUBLIC_URL = "https://docs.example"
