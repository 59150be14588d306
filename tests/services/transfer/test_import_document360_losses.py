"""What one file or one refusal of Document360 may not do to the whole import."""

from collections.abc import Mapping
from ipaddress import IPv4Address

import pytest

from tests.cast import Cast
from tests.exports.document360_api import FIRST, GUIDES, SIGN_IN, FakeDocument360
from tests.exports.importing import tree
from tests.services.transfer.importing_document360 import run
from versioning.exceptions import VersioningError
from versioning.ops.outgoing.get import Page, get
from versioning.services.transfer._document360 import client

PICTURE = "/files/0a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d/a.png"


def test_a_file_that_is_too_large_is_left_out_and_asked_for_once(
    cast: Cast, source: FakeDocument360, monkeypatch: pytest.MonkeyPatch
) -> None:
    def get_less(url: str, headers: Mapping[str, str], *, seconds: float, most: int) -> Page:
        return get(url, headers, seconds=seconds, most=20 if PICTURE in url else most)

    monkeypatch.setattr(client, "get", get_less)

    summary = run(cast, source)

    assert [(what, "more than 20 bytes" in why) for what, why in summary.refusals] == [(PICTURE, True)]
    assert source.requests.count(PICTURE) == 1


def test_a_server_of_pictures_that_is_gone_is_tried_for_one_picture_only(
    cast: Cast, source: FakeDocument360, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(f"![a](https://cdn.document360.io/{number}.png)" for number in range(3))
    source.answers[f"/articles/{SIGN_IN}/versions/1"] = {**FIRST, "content": text}
    monkeypatch.setattr("versioning.ops.outgoing.post.resolve", _nobody_answers)
    waited = list[float]()

    summary = run(cast, source, waited=waited)

    assert len(summary.refusals) == 3
    assert (len(waited), "can't be reached" in summary.refusals[0][1]) == (client.ATTEMPTS - 1, True)
    assert tree() == ["Guides", "Guides/Getting Started with Single Sign-On"]


def test_a_file_for_which_a_server_fails_is_left_out(cast: Cast, source: FakeDocument360) -> None:
    source.answers[PICTURE] = 503

    summary = run(cast, source)

    assert [what for what, _ in summary.refusals] == [PICTURE]
    assert "It answers with status 503." in summary.refusals[0][1]
    assert tree() == ["Guides", "Guides/Getting Started with Single Sign-On"]


def test_a_server_that_fails_for_some_files_is_not_asked_for_others(cast: Cast, source: FakeDocument360) -> None:
    pictures = [PICTURE.replace("a.png", f"{number}.png") for number in range(5)]
    source.answers |= dict.fromkeys(pictures, 500)
    source.answers[f"/articles/{SIGN_IN}/versions/1"] = {
        **FIRST,
        "content": " ".join(f"![a]({picture})" for picture in pictures),
    }

    summary = run(cast, source)

    assert {*pictures} <= {what for what, _ in summary.refusals}
    assert {path: source.requests.count(path) for path in pictures} == dict.fromkeys(
        pictures[: client.MOST_FAILURES], client.ATTEMPTS
    ) | dict.fromkeys(pictures[client.MOST_FAILURES :], 0)


def test_a_token_that_is_taken_back_ends_the_import(cast: Cast, source: FakeDocument360) -> None:
    source.answers[f"/categories/{GUIDES}/content"] = 401

    with pytest.raises(VersioningError, match="refuses the token"):
        run(cast, source)


def _nobody_answers(host: str, port: int, *, seconds: float) -> list[IPv4Address]:
    """Return an address at which nobody listens, except for the server of the test."""
    return [IPv4Address("127.0.0.1" if host == "127.0.0.1" else "127.255.255.254")]
