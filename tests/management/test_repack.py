import pytest

from tests.cast import Cast
from tests.damage import damage
from tests.kept_texts import make_history, texts_of
from tests.management.running import run
from versioning.models import Blob
from versioning.services.maintenance._repack_span import SpanChanged, SpanPlan


def test_says_what_it_would_gain_and_changes_nothing(cast: Cast) -> None:
    make_history(cast, texts_of(12))
    before = Blob.objects.stored_bytes()

    printed = run("repack", "--dry-run")

    assert printed.out.startswith(f"All texts took {before:,} bytes and would take ")
    assert Blob.objects.stored_bytes() == before


def test_says_what_it_gained(cast: Cast) -> None:
    make_history(cast, texts_of(12))
    before = Blob.objects.stored_bytes()

    printed = run("repack")

    after = Blob.objects.stored_bytes()
    assert printed.out.startswith(f"All texts took {before:,} bytes and now take {after:,} (")
    assert "12 texts of 1 documents compressed again" in printed.out


def test_has_nothing_to_do_in_an_empty_database(db: None) -> None:
    assert run("repack").out.startswith("All texts took 0 bytes and now take 0 (100%)")


def test_names_what_is_damaged(cast: Cast) -> None:
    document = make_history(cast, texts_of(12))
    assert document.current is not None
    damage(document.current.body_id)

    printed = run("repack")

    assert f"(see `manage.py verify`): {document.current.body_id}" in printed.err


def test_says_what_it_had_to_leave(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make_history(cast, texts_of(12))

    def changed(plan: SpanPlan) -> tuple[int, ...]:
        raise SpanChanged

    monkeypatch.setattr("versioning.services.maintenance.repack.write_span", changed)

    printed = run("repack")

    assert "Skipped 1 parts of the history" in printed.out
