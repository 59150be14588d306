import socket
from urllib.parse import urlsplit

from tests.api.conftest import WireFor
from tests.cast import Cast

PATIENCE = 60.0


def raw_answer(url: str, request: bytes) -> bytes:
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port or 80), timeout=PATIENCE) as connection:
        connection.sendall(request)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


def test_a_body_in_chunks_is_told_to_have_a_length(live_cast: Cast, wire_for: WireFor) -> None:
    wire, draft = wire_for(live_cast.editor), live_cast.draft()
    body = b'{"title": "x"}'
    request = (
        f"PATCH /api/v1/drafts/{draft.identifier} HTTP/1.1\r\nHost: {urlsplit(wire.url).netloc}\r\n"
        f"Authorization: Bearer {wire.token}\r\nContent-Type: application/json\r\n"
        f"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{len(body):x}\r\n"
    ).encode()

    answer = raw_answer(wire.url, request + body + b"\r\n0\r\n\r\n")

    assert b" 411 " in answer.splitlines()[0]
    assert b'"code":"length_required"' in answer
