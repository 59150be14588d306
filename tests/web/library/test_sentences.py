import re
from datetime import timedelta
from string import Formatter

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from tests.cast import Cast, make_token
from tests.services.verbs import VERBS
from versioning.models import Actor, Event, Project, Role, Verb
from versioning.services.access.add_member import add_member
from versioning.services.access.change_member_role import change_member_role
from versioning.services.access.remove_member import remove_member
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.events.describe_event import PHRASES, describe_event
from versioning.services.maintenance.purge import purge


def told(event: Event) -> str:
    full = Event.objects.with_related().get(pk=event.pk)
    titles = Event.objects.titles_of([event.document_id] if event.document_id else [])
    return strip_tags(describe_event(full, titles=titles).text)


def newest() -> str:
    return told(Event.objects.latest("pk"))


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_has_its_words(verb: Verb) -> None:
    names = [name for _, name, _, _ in Formatter().parse(PHRASES[verb]) if name is not None]

    assert PHRASES[verb][0].islower()
    assert all(name.isidentifier() for name in names)


@pytest.mark.parametrize("verb", VERBS)
def test_what_a_verb_records_is_told_whole(cast: Cast, verb: str) -> None:
    act = VERBS[verb].prepare(cast)
    act(cast.manager)

    sentence = newest()

    assert "nothing" not in sentence
    assert not re.search(r"[{}]|None|_id\b|  ", sentence)


def test_versions_and_documents_are_linked(cast: Cast) -> None:
    document = cast.document("Refunds & more")

    event = Event.objects.with_related().get(verb=Verb.VERSION_PROMOTED)

    assert describe_event(event, titles={}).text == (
        f'promoted <a href="/d/{document.identifier}/versions/1/">version 1</a> of '
        f'<a href="/d/{document.identifier}/">Refunds &amp; more</a>'
    )


def test_members_are_told_with_their_roles(cast: Cast) -> None:
    membership = add_member(actor=cast.manager, project=cast.project, user=cast.stranger.user, role=Role.VIEWER)
    added = newest()
    membership = change_member_role(actor=cast.manager, membership=membership, role=Role.EDITOR)
    changed = newest()
    remove_member(actor=cast.manager, membership=membership)

    assert [added, changed, newest()] == [
        "added sven.handbook to Handbook as viewer",
        "changed the role of sven.handbook in Handbook from viewer to editor",
        "removed sven.handbook (editor) from Handbook",
    ]


def test_a_document_in_the_trash_leads_to_its_activity(cast: Cast) -> None:
    document = trash_document(actor=cast.manager, document=cast.document("Refunds"))

    event = Event.objects.with_related().filter(document=document).latest("pk")

    link = f'<a href="/activity/?document={document.identifier}">Refunds</a>'
    assert describe_event(event, titles={}).text == f"moved <q>{link}</q> (in trash) to trash"


def test_a_document_that_is_gone_for_good_is_told_by_its_last_title(cast: Cast) -> None:
    document = trash_document(actor=cast.manager, document=cast.document("Refunds"))
    purge(actor=system_actor(), now=timezone.now() + timedelta(days=60))

    sentences = [told(event) for event in Event.objects.filter(document=document.pk)]

    assert sentences[0] == "moved Refunds (deleted) to trash"
    assert "published version 1 of Refunds (deleted)" in sentences


def test_markup_in_names_stays_text(cast: Cast) -> None:
    Project.objects.update(name="<b>Bold</b>")
    document = cast.document("<script>x</script>")

    event = Event.objects.with_related().filter(document=document).latest("pk")

    assert "<script>" not in describe_event(event, titles={}).text


def test_it_tells_what_was_used(cast: Cast) -> None:
    token, _ = make_token(cast.editor.user)
    save_draft(
        actor=Actor(user=cast.editor.user, credential=token.credential), draft=cast.draft(), changes={"body": "New."}
    )

    event = Event.objects.with_related().latest("pk")

    assert describe_event(event, titles={}).client == f"with the token {token.name}"
