"""Refuse passwords that are guessed first, beyond the list of common ones that Django brings.

OWASP ASVS 5.0, requirements 6.1.2, 6.2.4, 6.2.11 and 6.2.12. No rule asks for certain kinds of characters (6.2.5).
"""

import re
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

# What people append to a word, to get past a rule about digits and signs.
_APPENDED = re.compile(r"^[\W\d_]{0,4}(.*?)[\W\d_]{0,4}$", re.DOTALL)
_LETTERS_IN_PLACE = str.maketrans("013457@$!", "oleastasi")
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop")
# Names of the product, and of what it does.
PRODUCT_WORDS = ("stemma", "document", "documents", "versioned documents", "administrator")
FEWEST_CHARACTERS = 4


def _bare(password: str) -> str:
    """Return the password in small letters, without what is often put before and after a word."""
    found = _APPENDED.match(password.strip().casefold())
    return found[1] if found else ""


class VariedCommonPasswordValidator(CommonPasswordValidator):
    """Refuse a common password also with up to four digits or signs around it, or with digits for letters.

    Django's list has the 20,000 most frequent ones of many breaches.
    """

    def validate(self, password: str, user: Any = None) -> None:
        for written in (password, _bare(password), _bare(password.translate(_LETTERS_IN_PLACE))):
            super().validate(written, user)


class ContextWordsValidator:
    """Refuse what is little more than the name of the product, of this server or of the person."""

    def validate(self, password: str, user: Any = None) -> None:
        bare = _bare(password)
        written = {bare, _bare(password.translate(_LETTERS_IN_PLACE))}
        words = {*PRODUCT_WORDS, *_names_of_server(), *_names_of(user)}
        # Twice the same word is as easy to guess.
        if any(each and (each in words or each in {2 * word for word in words}) for each in written):
            raise ValidationError(
                "This password is too close to your name or to the name of this server.", code="password_in_context"
            )

    def get_help_text(self) -> str:
        return "Your password can't be your name or the name of this server."


class PatternValidator:
    """Refuse few different characters, and characters in the order of the alphabet or of a keyboard."""

    def validate(self, password: str, user: Any = None) -> None:
        bare = password.casefold()
        if len(set(bare)) < FEWEST_CHARACTERS or _is_run(bare):
            raise ValidationError("This password repeats or continues a simple pattern.", code="password_of_a_pattern")

    def get_help_text(self) -> str:
        return "Your password can't be a simple pattern such as abcdefgh."


def _is_run(text: str) -> bool:
    """Return whether all of the text is on the alphabet or a row of keys, forwards or backwards."""
    return any(text in row * 2 or text[::-1] in row * 2 for row in ROWS)


def _names_of_server() -> set[str]:
    """Return the hosts of this server, and the parts of their names."""
    hosts = {host.strip(".[]").casefold() for host in settings.ALLOWED_HOSTS}
    return {part for host in hosts for part in (host, *host.split(".")) if len(part) >= FEWEST_CHARACTERS}


def _names_of(user: Any) -> set[str]:
    """Return the names of the user. Django refuses what is similar to one of them, but not short ones with digits."""
    if user is None:
        return set()
    email = getattr(user, "email", "") or ""
    names = {user.get_username(), user.get_full_name(), user.first_name, user.last_name, email, email.partition("@")[0]}
    bare = {_bare(name) for name in names if name}
    return bare | {re.sub(r"[\W_]+", "", name) for name in bare}
