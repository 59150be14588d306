import json
import logging
import logging.config
import sys

import pytest
from django.conf import settings as configured
from django.core import signing
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.cast import Cast
from versioning.models import Document, Role
from versioning.ops.access_log import AccessLogMiddleware
from versioning.ops.logs import JsonFormatter, LineFormatter, OutageFilter, watch_statements, without_secrets
from versioning.services.notices.unsubscribe import unsubscribe_link
from versioning.services.people.invitation_link import invitation_link
from versioning.services.people.invite_person import invite_person
from versioning.services.people.letters import CONFIRM_SALT
from versioning.services.people.password_link import password_link


@pytest.fixture
def _logged(settings: Settings) -> None:
    settings.ACCESS_LOG = True


def record_of(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except Exception:
        return logging.LogRecord("some", logging.ERROR, __file__, 1, "GET %s", ("/",), sys.exc_info())


def test_a_line_of_json_has_what_was_added_to_the_record() -> None:
    record = logging.makeLogRecord({"name": "some", "levelname": "INFO", "msg": "a %s", "args": ("b",), "status": 200})

    line = json.loads(JsonFormatter().format(record))

    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "INFO", "logger": "some", "message": "a b", "request_id": "-", "status": 200}


def test_an_outage_is_told_without_a_traceback() -> None:
    record = record_of(OSError(28, "No space left on device"))

    OutageFilter().filter(record)

    assert record.exc_info is None
    assert record.getMessage() == "GET / failed: [Errno 28] No space left on device"


def test_a_fault_of_our_own_keeps_its_traceback() -> None:
    record = record_of(ValueError("ours"))

    OutageFilter().filter(record)

    assert record.exc_info is not None


@pytest.mark.usefixtures("_logged")
def test_each_request_is_a_line_with_who_asked(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "versioning.access")
    browser = Client()
    browser.force_login(cast.editor.user)

    browser.get("/d/secret-title/?q=secret")

    (line,) = [record for record in caplog.records if record.name == "versioning.access"]
    fields = vars(line)
    assert (fields["method"], fields["route"], fields["status"]) == ("GET", "/d/<str:identifier>/", 404)
    assert fields["actor"] == str(cast.editor.user.pk)
    assert fields["milliseconds"] > 0
    assert f"GET /d/<str:identifier>/ 404 {fields['milliseconds']} ms, actor {fields['actor']}" in line.getMessage()
    assert "secret" not in f"{line.getMessage()} {JsonFormatter().format(line)}"


@pytest.mark.usefixtures("_logged")
def test_an_address_without_a_page_is_not_logged(client: Client, caplog: pytest.LogCaptureFixture, db: None) -> None:
    caplog.set_level(logging.INFO, "versioning.access")

    client.get("/nothing/secret/")

    (line,) = [record for record in caplog.records if record.name == "versioning.access"]
    assert (vars(line)["route"], vars(line)["status"]) == ("-", 404)


@pytest.mark.usefixtures("_logged")
def test_the_log_asks_the_database_nothing(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "versioning.access")
    browser = Client()
    browser.force_login(cast.editor.user)

    browser.get("/.well-known/oauth-authorization-server")

    assert [vars(record)["actor"] for record in caplog.records if record.name == "versioning.access"] == ["-"]


def test_it_costs_nothing_while_it_is_off() -> None:
    with pytest.raises(MiddlewareNotUsed):
        AccessLogMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]


@pytest.mark.django_db
def test_a_slow_statement_is_logged_without_its_values(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.SLOW_QUERY_MS = 0
    watch_statements(connection)

    try:
        Document.objects.filter(title="secret").exists()
    finally:
        connection.execute_wrappers.pop()

    (line,) = [record for record in caplog.records if record.name == "versioning.slow_query"]
    assert "versioning_document" in line.getMessage()
    assert "secret" not in line.getMessage()


@pytest.fixture
def links(cast: Cast) -> list[str]:
    """Paths that let whoever has them do something, without their secrets' beginning."""
    invitation = invite_person(actor=cast.manager, project=cast.project, email="a@example.org", role=Role.VIEWER)
    confirmation = signing.dumps([str(cast.editor.user.pk), "b@example.org"], salt=CONFIRM_SALT)
    return [
        invitation_link(invitation),
        password_link(cast.editor.user),
        unsubscribe_link(cast.editor.user, kind=None),
        reverse("desk:confirm-email", args=[confirmation]),
    ]


@pytest.mark.parametrize("formatter", [JsonFormatter(), LineFormatter("{message}", style="{")])
def test_no_line_has_the_secret_of_a_link(links: list[str], formatter: logging.Formatter) -> None:
    for link in links:
        record = logging.makeLogRecord({"msg": "GET %(path)s 422", "args": {"path": link}, "path": link})

        line = formatter.format(record)

        secret = link.rstrip("/").rpartition("/")[2]
        assert secret not in line
        assert secret[-32:] not in line
        assert "[secret]" in line


def test_a_line_without_secrets_stays_as_it_is(cast: Cast) -> None:
    line = f"GET /projects/{cast.project.pk}/a:b:c {'ab' * 32} 12:30:00,123 [::1]:8000"

    assert without_secrets(line) == line


# A pattern that begins anew at each letter takes minutes for these, and nobody has to sign in to send such paths.
@pytest.mark.parametrize("unit", ["a", "a-", "=", "a:b", "a.b:", "a:0aAzZ9:"])
def test_a_line_with_a_long_path_is_written_soon(unit: str) -> None:
    line = f"Not Found: /{unit * (200_000 // len(unit))}"

    assert without_secrets(line) == line


def test_the_server_logs_by_formatters_that_leave_out_secrets() -> None:
    configurator = logging.config.DictConfigurator(configured.LOGGING)

    formatters = map(configurator.configure_formatter, map(dict, configured.LOGGING["formatters"].values()))

    assert [type(each) for each in formatters] == [LineFormatter, JsonFormatter]
