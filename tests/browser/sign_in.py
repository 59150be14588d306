"""Sign in to the server of a test, without its sign-in page."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext

from versioning.models import User


def cookie_of(username: str) -> str:
    """Return the cookie of a new session of this person."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def enter(context: BrowserContext, server: str, *, cookie: str) -> None:
    """Give the browser the cookie, for this address of a server."""
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server}])
