import pytest

from tests.cast import Cast
from tests.web.drafts.conflict_forms import BASE, THEIRS
from versioning.models import Draft


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """Return a draft with BASE at revision 1. Somebody saved THEIRS since."""
    return cast.save(cast.draft(title="Refunds", body=BASE), body=THEIRS)
