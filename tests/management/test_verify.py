from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.cast import Cast
from tests.management.running import run
from versioning.services.kernel.locking import LockedDocument
from versioning.services.kernel.search.searchable import rename_search_entry


def test_says_that_all_is_well_on_standard_error(cast: Cast) -> None:
    cast.document()

    printed = run("verify")

    assert printed.out == ""
    assert printed.err.endswith("No breaches found.\n")


def test_prints_a_line_for_each_breach_and_fails(cast: Cast) -> None:
    document, out = cast.document(), StringIO()
    document.title = "Another"
    document.save()
    rename_search_entry(LockedDocument(actor=cast.editor, document=document))

    with pytest.raises(CommandError, match="Breaches found: 1") as failure:
        call_command("verify", stdout=out, stderr=StringIO())

    assert failure.value.returncode == 1
    assert out.getvalue() == (
        f"title_not_the_current_one versioning_document {document.pk}: "
        "the title of the document differs from its current version\n"
    )
