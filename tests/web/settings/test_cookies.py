"""Over HTTPS, all cookies have the prefix that binds them to one host (RFC 6265bis section 4.1.3.2)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as used
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.cast import make_user

NAMES = ("sessionid", "csrftoken", "device", "messages")
PRINT_NAMES = """
import json
from config import settings
print(json.dumps([settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.COOKIE_PREFIX]))
"""


@pytest.mark.parametrize(("https", "prefix"), [("true", "__Host-"), ("false", "")])
def test_the_names_change_under_https_alone(tmp_path: Path, https: str, prefix: str) -> None:
    environment = {**os.environ, "HTTPS": https, "DATA_DIR": str(tmp_path), "DATABASE_URL": ""}

    printed = subprocess.run(
        [sys.executable, "-c", PRINT_NAMES], env=environment, cwd=used.BASE_DIR, capture_output=True, check=True
    ).stdout

    assert json.loads(printed) == [f"{prefix}sessionid", f"{prefix}csrftoken", prefix]


def test_each_cookie_is_secure_for_all_paths_and_for_this_host_alone(db: None, settings: Settings) -> None:
    settings.HTTPS = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.COOKIE_PREFIX = "__Host-"
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    user = make_user("Ada Author")
    user.set_password("correct horse")
    user.save()
    browser = Client()
    browser.get("/sign-in/", secure=True)
    browser.post("/sign-in/", {"username": "ada.author", "password": "correct horse"}, secure=True)

    answer = browser.post(reverse("desk:settings"), {"name": "Ada A"}, secure=True)

    assert set(browser.cookies) == {f"__Host-{name}" for name in NAMES}
    for cookie in browser.cookies.values():
        assert (bool(cookie["secure"]), cookie["path"], cookie["domain"], cookie["samesite"]) == (True, "/", "", "Lax")
    assert get_messages(answer.wsgi_request) is not None
