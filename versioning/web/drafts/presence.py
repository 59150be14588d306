"""Who has a draft open just now: a hint for people, kept in the cache and nowhere else.

Each page tells every 20 seconds that it is there and is forgotten a minute after it last did. With the cache of one
process (`locmem://`) the pages of several are not told of each other; a `CACHE_URL` that they share does that.
Two pages that tell at one moment may hide each other until the next time.
"""

import time
from dataclasses import dataclass

from django.core.cache import cache

from versioning.models import Draft, User

FORGOTTEN_AFTER = 60
MOST_PAGES = 50


@dataclass(frozen=True)
class Present:
    """`others` are the names of other people; `elsewhere`: the same person has another page open on it."""

    others: list[str]
    elsewhere: bool


def beat(*, draft: Draft, user: User, session: str) -> Present:
    """The page `session` is there, and these are there too."""
    pages = _pages(draft)
    pages[session] = (str(user.pk), user.display_name, time.time())
    _store(draft, pages=pages)
    others = {name for key, (person, name, _) in pages.items() if person != str(user.pk)}
    elsewhere = any(person == str(user.pk) for key, (person, _, _) in pages.items() if key != session)
    return Present(others=sorted(others), elsewhere=elsewhere)


def leave(*, draft: Draft, user: User, session: str) -> None:
    pages = _pages(draft)
    if pages.get(session, ("",))[0] == str(user.pk):
        del pages[session]
        _store(draft, pages=pages)


Pages = dict[str, tuple[str, str, float]]


def _pages(draft: Draft) -> Pages:
    known: Pages = cache.get(_key(draft)) or {}
    return {key: page for key, page in known.items() if time.time() - page[2] < FORGOTTEN_AFTER}


def _store(draft: Draft, *, pages: Pages) -> None:
    newest = sorted(pages.items(), key=lambda item: item[1][2])[-MOST_PAGES:]
    cache.set(_key(draft), dict(newest), FORGOTTEN_AFTER)


def _key(draft: Draft) -> str:
    return f"presence:{draft.pk}"
