"""What people find in their mailboxes once the jobs have run."""

import re

from django.core import mail

from versioning.services.jobs.run_due_jobs import run_due_jobs

LINK = re.compile(r"https://docs\.example(/\S+)")


def letters() -> list[tuple[str, str]]:
    """Run the jobs that are due. Return the address and the subject of each letter."""
    run_due_jobs()
    return [(letter.to[0], str(letter.subject)) for letter in mail.outbox]


def link_to(address: str, *, about: str) -> str:
    """Run the jobs that are due. Return the path of the first link in the newest such letter."""
    run_due_jobs()
    bodies = [letter.body for letter in mail.outbox if letter.to == [address] and about in letter.subject]
    found = LINK.search(str(bodies[-1]))
    assert found
    return found[1]
