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

    said = run("repack", "--dry-run")

    assert said.out.startswith(f"All texts took {before:,} bytes and would take ")
    assert Blob.objects.stored_bytes() == before


def test_says_what_it_gained(cast: Cast) -> None:
    make_history(cast, texts_of(12))
    before = Blob.objects.stored_bytes()

    said = run("repack")

    after = Blob.objects.stored_bytes()
    assert said.out.startswith(f"All texts took {before:,} bytes and take {after:,} now")
    assert "12 texts of 1 documents encoded anew" in said.out


def test_has_nothing_to_do_in_an_empty_database(db: None) -> None:
    assert run("repack").out.startswith("All texts took 0 bytes and take 0 now (100%)")


def test_names_what_is_damaged(cast: Cast) -> None:
    document = make_history(cast, texts_of(12))
    assert document.current is not None
    damage(document.current.body_id)

    said = run("repack")

    assert f"(`manage.py verify` tells more): {document.current.body_id}" in said.err


def test_says_what_it_had_to_leave(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make_history(cast, texts_of(12))

    def changed(plan: SpanPlan) -> tuple[int, ...]:
        raise SpanChanged

    monkeypatch.setattr("versioning.services.maintenance.repack.write_span", changed)

    said = run("repack")

    assert "1 stretches of history were left" in said.out
