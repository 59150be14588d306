"""Stemma implements the contract of Document360's API, so that one project of Stemma can be read from another one."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast, make_project, make_token
from tests.pictures import stored
from tests.receivers import THIS_MACHINE
from versioning.models import Actor, Document, File, Project, User, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText, Placement
from versioning.services.documents.translate_document import translate_document
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.projects.add_language import add_language
from versioning.services.transfer.import_document360 import Connection, Document360Summary, import_document360
from versioning.services.versions.publish_and_promote import publish_and_promote

BLOCKS = '{"blocks": [{"type": "paragraph", "data": {"text": "Block"}}]}'


@pytest.fixture
def made(live_cast: Cast, settings: Settings, tmp_path: Path) -> Cast:
    """Return a project with categories, several versions, drafts, two languages, three content types and a picture."""
    cast = live_cast
    settings.WEBHOOK_ALLOW_PRIVATE, settings.DATA_DIR = THIS_MACHINE, tmp_path
    picture = stored(cast)
    guides = create_document(
        actor=cast.manager,
        workspace=cast.workspace,
        text=NewText("Guides", body="All guides\n"),
        placement=Placement(kind=Document.Kind.CATEGORY),
    )
    publish_and_promote(actor=cast.manager, draft=guides)
    inner = create_document(
        actor=cast.manager,
        workspace=cast.workspace,
        text=NewText("Inner"),
        placement=Placement(kind=Document.Kind.CATEGORY, parent_id=guides.document_id),
    )
    refunds = create_document(
        actor=cast.manager,
        workspace=cast.workspace,
        text=NewText("Refunds", body="One\n", description="How"),
        placement=Placement(parent_id=inner.document_id, order=4, hidden=True),
    )
    publish_and_promote(actor=cast.manager, draft=refunds)
    cast.version(refunds.document, f"Two ![a]({picture.url})\n")
    cast.save(cast.fork(refunds.document), body="Three\n")
    for content_type, body in (("wysiwyg", "<p>Rich</p>"), ("block", BLOCKS)):
        text = NewText(content_type, body=body, content_type=content_type)
        publish_and_promote(
            actor=cast.manager, draft=create_document(actor=cast.manager, workspace=cast.workspace, text=text)
        )
    add_language(actor=cast.manager, project=cast.project, code="fr")
    french = translate_document(
        actor=cast.manager, original=refunds.document, language="fr", text=NewText("Remboursements", body="Un\n")
    )
    publish_and_promote(actor=cast.manager, draft=french)
    return cast


def run(cast: Cast, server: LiveServer, *, into: Project) -> Document360Summary:
    _, token = make_token(cast.manager.user)
    connection = Connection(server.url, str(cast.project.pk), token)
    return import_document360(
        actor=Actor(user=User.objects.get(is_superuser=True)),
        project=into,
        connection=connection,
        report=lambda done, total: None,
        wait=lambda seconds: None,
    )


def shape(project: Project) -> list[tuple[object, ...]]:
    """Return what readers and editors see of each document."""
    rows = list[tuple[object, ...]]()
    for document in Document.objects.filter(project=project).order_by("title", "language"):
        versions = Version.objects.with_text().filter(document=document).order_by("number")
        histories = [
            (each.number, each.status, each.content_type, each.title, each.description, _without_files(each.text))
            for each in versions
        ]
        parent, current = document.parent, document.current
        rows.append(
            (
                document.title,
                document.language,
                document.kind,
                document.slug,
                document.hidden,
                parent and parent.title,
                current and current.number,
                histories,
            )
        )
    return rows


def _without_files(text: str) -> str:
    for file in File.objects.all():
        text = text.replace(str(file.pk), "file")
    return text


def test_a_project_of_another_server_comes_whole(made: Cast, live_server: LiveServer) -> None:
    copy = make_project("copy")

    summary = run(made, live_server, into=copy)

    assert summary.refusals == []
    assert shape(copy) == shape(made.project)
    text = Document.objects.get(project=copy, slug="refunds", language="en")
    assert text.translation_key == Document.objects.get(project=copy, title="Remboursements").translation_key
    assert [file.name for file in File.objects.filter(project=copy)] == ["a.png"]
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_a_second_import_brings_only_what_is_new(made: Cast, live_server: LiveServer) -> None:
    copy = make_project("copy")
    run(made, live_server, into=copy)
    made.version(Document.objects.get(project=made.project, title="wysiwyg"), "<p>Richer</p>")

    summary = run(made, live_server, into=copy)

    assert (summary.counts["new versions"], summary.counts["new documents"], summary.refusals) == (1, 0, [])
    assert shape(copy) == shape(made.project)
