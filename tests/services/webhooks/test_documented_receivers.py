"""The receivers in docs/webhooks.md, run as programs: they accept what Stemma sends, and nothing else."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.management.serving import free_port
from tests.receivers import THIS_MACHINE
from versioning.models import Delivery, DeliveryAttempt
from versioning.ops.outgoing.post import post
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook
from versioning.services.webhooks.rotate_secret import rotate_secret

PATIENCE = 30
NODE = Path(settings.BASE_DIR) / ".venv" / "bin" / "node"
PROGRAMS = {"python": ("receiver.py", [sys.executable]), "typescript": ("receiver.mts", [str(NODE)])}
Program = subprocess.Popen[str]


@contextmanager
def running(language: str, *, folder: Path, secret: str, port: int) -> Iterator[Program]:
    text = (Path(settings.BASE_DIR) / "docs" / "webhooks.md").read_text()
    (code,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    name, command = PROGRAMS[language]
    (folder / name).write_text(code)
    environment = {**os.environ, "WEBHOOK_SECRET": secret, "PORT": str(port)}
    program = subprocess.Popen(
        [*command, str(folder / name)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Node.js may be a child of the program that starts it.
        start_new_session=True,
    )
    try:
        _wait_for(port)
        yield program
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait(PATIENCE)


def _wait_for(port: int) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    pytest.fail("The receiver does not listen.")


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_documented_receiver_accepts_what_is_signed_and_refuses_the_rest(
    live_cast: Cast, settings: Settings, tmp_path: Path, language: str
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = THIS_MACHINE
    port = free_port()
    new = NewWebhook(url=f"http://127.0.0.1:{port}/", events=["version.published"])
    made = create_webhook(actor=live_cast.manager, project=live_cast.project, new=new)
    live_cast.document()

    with running(language, folder=tmp_path, secret=made.secret, port=port) as program:
        run_due_jobs()
        # Both signatures are sent, and the receiver has the former secret.
        rotate_secret(actor=live_cast.manager, webhook=made.webhook)
        live_cast.document()
        run_due_jobs()
        forged = {"webhook-id": "msg_1", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,AAAA"}
        refused = [post(new.url, b'{"type":"forged"}', headers, seconds=5, most=10).status for headers in (forged, {})]
    printed, faults = program.communicate()

    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert set(DeliveryAttempt.objects.values_list("status", flat=True)) == {204}
    assert (refused, printed.splitlines()) == ([401, 401], ["version.published"] * 2)
    assert "Error" not in faults
