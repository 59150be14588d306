import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from tests.cast import Cast
from versioning.models import Notice, NoticeKind, Version
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.notices.describe_notice import describe_notice
from versioning.services.versions.publish_and_promote import publish_and_promote


def mention(cast: Cast, *, name: str = "", message: str = "") -> Notice:
    """Publish a version with this name and message. Return the notice of the viewer."""
    draft = cast.fork(cast.document("Refunds"))
    Version.objects.filter(pk=draft.version_id).update(name=name)
    draft = cast.save(draft, body="Other text.\n")
    publish_and_promote(actor=cast.publisher, draft=draft, message=message)
    run_due_jobs()
    return Notice.objects.with_related().get(user=cast.viewer.user, kind=NoticeKind.MENTION)


@pytest.mark.parametrize(
    ("name", "message", "quoted"),
    [
        ("For @vera.handbook to read", "", "For @vera.handbook to read"),
        ("For @vera.handbook.", "Typos.", "For @vera.handbook."),
        ("Refunds", "Thanks, @vera.handbook!", "Thanks, @vera.handbook!"),
        ("By @vera.handbook", "See this, @vera.handbook", "See this, @vera.handbook\nBy @vera.handbook"),
        ("Hi @vera.handbook", "Hi @vera.handbook", "Hi @vera.handbook"),
    ],
)
def test_a_mention_quotes_the_words_that_name_the_person(cast: Cast, name: str, message: str, quoted: str) -> None:
    notice = mention(cast, name=name, message=message)

    assert describe_notice(notice).note == quoted


def test_the_letter_quotes_them_too(cast: Cast) -> None:
    mention(cast, name="For @vera.handbook to read", message="Read it,\n@vera.handbook <now>")

    (letter,) = [letter for letter in mail.outbox if letter.to == ["vera@example.org"]]
    assert "\n> Read it,\n> @vera.handbook <now>\n> For @vera.handbook to read\n\nhttp" in letter.body
    assert isinstance(letter, EmailMultiAlternatives)
    ((html, _),) = letter.alternatives
    assert "Read it,<br>@vera.handbook &lt;now&gt;<br>For" in str(html)


def test_a_mention_is_read_after_the_version_is_gone(cast: Cast) -> None:
    notice = mention(cast, message="Look, @vera.handbook")
    assert notice.event is not None
    notice.event.version = None

    assert describe_notice(notice).note == "Look, @vera.handbook"
