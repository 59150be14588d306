"""The page that compares versions."""

from tests.web.conftest import Desks
from versioning.models import Document

LINES = "".join(f"Line {number}.\n" for number in range(1, 41))


def page(desks: Desks, document: Document, query: str = "", *, who: str = "viewer") -> str:
    answer = getattr(desks, who).get(f"/d/{document.identifier}/compare{query}")
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text
