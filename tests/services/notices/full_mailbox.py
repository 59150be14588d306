"""A mail server that has no room for the letters to one address."""

from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend

FULL = "vera@example.org"


class FullMailbox(EmailBackend):
    """Refuse the address for now, and take all other letters."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if FULL in message.to:
                raise SMTPRecipientsRefused({FULL: (452, b"mailbox full")})
        return super().send_messages(messages)
