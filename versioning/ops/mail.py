"""Send one message by e-mail, or write it to the log of a server that has no mail server."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from versioning.ops.breaker import Breaker

# Longer than EMAIL_TIMEOUT, so that after the first failure one thread at a time waits for a server that is away.
RETRY_SECONDS = 30.0
_breaker = Breaker("The mail server", retry_seconds=RETRY_SECONDS)
log = logging.getLogger(__name__)


class MailServerAway(Exception):
    """The mail server does not answer, or did not a moment ago."""


@dataclass(frozen=True)
class Letter:
    """A message to one person, as plain text and as HTML."""

    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)


class LogBackend(BaseEmailBackend):
    """Write messages to the log, which leaves out the secrets of their links. A server does this without EMAIL_URL."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            log.info(
                "EMAIL_URL is not set, so this was not sent. To: %s. Subject: %s\n%s",
                ", ".join(message.to),
                message.subject,
                message.body,
            )
        return len(email_messages)


def deliver(letter: Letter) -> None:
    """Hand the message to the mail server.

    Raises MailServerAway if it does not answer, and SMTPRecipientsRefused or SMTPResponseException if it refuses.
    """
    if not _breaker.allows():
        raise MailServerAway
    message = EmailMultiAlternatives(
        # A line break would begin another header. Titles of documents may have one.
        subject=" ".join(letter.subject.split()),
        body=letter.text,
        to=[letter.to],
        # Replies to robots are of no use (RFC 3834 section 5).
        headers={"Auto-Submitted": "auto-generated", **letter.headers},
    )
    message.attach_alternative(letter.html, "text/html")
    try:
        message.send()
    except (SMTPRecipientsRefused, SMTPResponseException):
        _breaker.succeed()
        raise
    # Also SMTPServerDisconnected, which is one of these.
    except OSError as error:
        _breaker.fail(error)
        raise MailServerAway from error
    _breaker.succeed()


def message_id(name: str) -> str:
    """Return a Message-ID (RFC 5322 section 3.6.4) that is the same for the same name."""
    return f"<{name}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def public(path: str) -> str:
    """Return the address of a path of this server, for a message."""
    return f"{settings.PUBLIC_URL}{path}"
