from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.cast import make_user


def test_the_link_opens_the_setup_form(db: None) -> None:
    out = StringIO()

    call_command("setup_link", stdout=out)

    assert "Set up and sign in" in Client().get(out.getvalue().strip()).content.decode()


def test_refuses_once_there_is_an_account(db: None) -> None:
    make_user("Ana Silva")

    with pytest.raises(CommandError, match="has already been set up"):
        call_command("setup_link")
