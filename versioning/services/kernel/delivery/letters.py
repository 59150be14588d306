"""Write letters from templates and hand them to the mail server, inside a job."""

from collections.abc import Mapping
from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.template.loader import render_to_string

from versioning.ops.mail import Letter, MailServerAway, deliver, public
from versioning.services.kernel.delivery.running_job import JobFailed, RetryLater

# A mail server may be away for two days. The pauses add up to at least that: they grow to six hours, or half of it.
ATTEMPTS = 28
PERMANENT = 500


def write_letter(
    name: str, *, to: str, subject: str, context: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Letter:
    """Return the letter of the templates mail/<name>.txt and mail/<name>.html."""
    values = {**context, "subject": subject, "home": public("/")}
    return Letter(
        to=to,
        subject=subject,
        text=render_to_string(f"mail/{name}.txt", values).strip() + "\n",
        html=render_to_string(f"mail/{name}.html", values),
        headers=headers or {},
    )


class LetterDelayed(RetryLater):
    """The mail server does not take this letter now, but it may take others."""


def send(letter: Letter) -> None:
    """Hand the letter over.

    Raises JobFailed if the server refuses it for good, LetterDelayed if it refuses this letter for now, and RetryLater
    if it takes no letters now.
    """
    try:
        deliver(letter)
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if codes and min(codes) >= PERMANENT:
            raise JobFailed("The mail server does not accept this address.") from error
        raise LetterDelayed("The mail server does not accept this address at the moment.") from error
    # The administrator's fault, and soon mended.
    except SMTPAuthenticationError as error:
        raise RetryLater("The mail server does not accept the username or the password of EMAIL_URL.") from error
    except SMTPResponseException as error:
        if error.smtp_code >= PERMANENT:
            raise JobFailed(f"The mail server refused the message with {error.smtp_code}.") from error
        kind = LetterDelayed if isinstance(error, SMTPDataError) else RetryLater
        raise kind(f"The mail server refused the message with {error.smtp_code}.") from error
    except MailServerAway as error:
        raise RetryLater("The mail server does not answer.") from error
