"""Which answers the server compresses."""

import gzip

from django.test import Client

from tests.cast import Cast

GZIP = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_compressed_for_a_browser_that_accepts_it(cast: Cast, client: Client) -> None:
    client.force_login(cast.viewer.user)

    compressed = client.get("/", headers=GZIP)

    plain = client.get("/")
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in compressed.headers["Vary"]
    assert gzip.decompress(compressed.content).startswith(b"<!DOCTYPE html>")
    assert len(compressed.content) * 2 < len(plain.content)
    assert "Content-Encoding" not in plain.headers


def test_the_length_of_a_page_says_little_of_its_words(cast: Cast, client: Client) -> None:
    client.force_login(cast.viewer.user)

    lengths = {len(client.get("/", headers=GZIP).content) for _ in range(8)}

    assert len(lengths) > 1


def test_the_api_and_its_files_are_not_compressed(cast: Cast, client: Client) -> None:
    for number in range(5):
        cast.document(f"Document {number}")
    client.force_login(cast.viewer.user)

    answers = [client.get(path, headers=GZIP) for path in ("/docs/openapi?format=json", "/api/v1/documents")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.headers.get("Content-Encoding") for answer in answers] == [None, None]
