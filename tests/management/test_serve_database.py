"""`manage.py serve` starts only with a database that it can use."""

import socket
from pathlib import Path

from tests.management.serving import PATIENCE, environment_in, free_port, manage


def test_refuses_to_start_before_the_migrations(tmp_path: Path) -> None:
    server = manage(environment_in(tmp_path), "serve")

    out, err = server.communicate(timeout=PATIENCE)

    assert (server.returncode, out) == (1, "")
    assert "Run `manage.py migrate` first." in err
    assert "Traceback" not in err


def test_waits_for_a_database_that_does_not_answer_yet(tmp_path: Path) -> None:
    port = free_port()
    environment = {**environment_in(tmp_path), "DATABASE_URL": f"postgresql://stemma@127.0.0.1:{port}/stemma"}
    server = manage(environment, "serve")
    told = next((line for line in server.stderr or () if line.startswith("Waiting")), "")
    # It connects again, and then waits for an answer.
    with socket.create_server(("127.0.0.1", port)) as listening:
        listening.settimeout(PATIENCE)
        connection, _ = listening.accept()

    with connection:
        asked = connection.recv(1)
    server.kill()
    server.communicate(timeout=PATIENCE)

    assert "Waiting up to 30 seconds for the database." in told
    assert asked


def test_refuses_to_start_without_a_database_that_can_be_opened(tmp_path: Path) -> None:
    environment = {**environment_in(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/missing/stemma.sqlite3"}
    server = manage(environment, "serve")

    _, err = server.communicate(timeout=PATIENCE)

    assert server.returncode == 1
    assert "CommandError: The database cannot be reached. Check DATABASE_URL." in err
    assert "Traceback" not in err
