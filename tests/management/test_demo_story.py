from datetime import timedelta

import pytest
from django.utils import timezone

from versioning.exceptions import MergeConflict
from versioning.management.demo_content import replay_story
from versioning.management.demo_story import read_story
from versioning.models import Document, Draft, Event, User, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.drafts.sync_draft import sync_draft
from versioning.services.maintenance.verify_database import verify_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def _handbook() -> None:
    replay_story(story=read_story(ends_at=timezone.now()), slug="demo")


@pytest.mark.usefixtures("_handbook")
def test_dates_its_history_and_names_who_wrote_it() -> None:
    moments = list(Event.objects.filter(document__isnull=False).order_by("pk").values_list("at", flat=True))
    authors = User.objects.filter(pk__in=Version.objects.values("created_by"))

    assert moments == sorted(moments)
    assert timedelta(days=120) < moments[-1] - moments[0] < timedelta(days=200)
    assert moments[-1] < timezone.now()
    assert sorted(author.display_name for author in authors) == ["Ana Silva", "Jonas Weber", "Mei Tanaka"]
    assert not any(author.has_usable_password() for author in authors)
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


@pytest.mark.usefixtures("_handbook")
def test_shows_every_state_that_a_document_can_be_in() -> None:
    drafts = {draft.document.title: draft for draft in Draft.objects.select_related("document")}
    forking = Document.objects.get(title="Forking a draft")
    first_hour = Document.objects.get(title="Your first hour")

    outdated = {title for title, draft in drafts.items() if draft.is_outdated}
    assert outdated == {"Tokens", "When somebody was faster"}
    assert drafts.keys() - outdated == {"Glossary", "House style", "Publishing and promoting"}
    assert drafts["House style"].branch is None
    assert drafts["Glossary"].document.current is None
    assert Version.objects.discarded().get().document == forking
    assert Version.objects.exclude(merged=None).get().name == "As many as you like"
    assert Version.objects.ever_published().get(status="archived").name == "Two sentences"
    assert first_hour.current is not None
    assert first_hour.current.number < first_hour.last_number
    assert Document.objects.get(language="de").translation_key == forking.translation_key
    assert set(Version.objects.values_list("content_type", flat=True)) == {"markdown", "wysiwyg", "block"}


@pytest.mark.usefixtures("_handbook")
def test_has_an_outdated_draft_that_syncs_and_one_that_does_not() -> None:
    clean, conflicting = (Draft.objects.get(document__title=title) for title in ("Tokens", "When somebody was faster"))

    synced = sync_draft(actor=system_actor(), draft=clean)

    assert synced.merged
    with pytest.raises(MergeConflict):
        sync_draft(actor=system_actor(), draft=conflicting)
