"""Import from a server of Document360."""

from typing import Any

from tests.cast import Cast
from tests.exports.document360_api import PROJECT, FakeDocument360
from versioning.services.transfer.import_document360 import (
    Connection,
    Document360Summary,
    import_document360,
)


def run(cast: Cast, server: FakeDocument360, **values: Any) -> Document360Summary:
    waited: list[float] = values.pop("waited", [])
    wait = values.pop("wait", waited.append)
    rehearsal = values.pop("is_rehearsal", False)
    connection = Connection(**{"url": server.url, "project": PROJECT, "token": server.token} | values)
    return import_document360(
        actor=cast.manager,
        project=cast.project,
        connection=connection,
        report=lambda done, total: None,
        wait=wait,
        is_rehearsal=rehearsal,
    )
