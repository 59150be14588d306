"""EMAIL_URL, as a process of its own reads it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PRINT = "from config import settings as s; print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.SENDS_EMAIL)"


def started(url: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": "", "EMAIL_URL": url, "DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("submission://ana:secret@mail.example", "mail.example 587 True True"),
        ("smtp://mail.example:2525", "mail.example 2525 False True"),
    ],
)
def test_a_mail_server_is_named_by_a_url(url: str, printed: str, tmp_path: Path) -> None:
    assert started(url, tmp_path).stdout.strip() == printed


@pytest.mark.parametrize(
    "url",
    ["mail.example", "http://mail.example", "smtp://mail.example:abc", "smtp://mail.example:99999", "smtp://[::1"],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(url: str, tmp_path: Path) -> None:
    process = started(url, tmp_path)

    assert process.returncode != 0
    assert "the environment variable EMAIL_URL has a wrong value" in process.stderr
    assert "Traceback" not in process.stderr
