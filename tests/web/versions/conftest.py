import pytest

from tests.cast import Cast
from tests.web.versions.comparing import LINES
from versioning.models import Document


@pytest.fixture
def document(cast: Cast) -> Document:
    """Return a document whose version 1 is current and whose draft 2 changes line 20 and the title."""
    document = cast.document(body=LINES)
    cast.save(cast.fork(document), body=LINES.replace("Line 20.", "Line twenty."), title="Money back")
    return document
