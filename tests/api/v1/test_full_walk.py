"""Reading all documents while people change them."""

from tests.cast import Cast, client_for
from versioning.services.documents.update_document import update_document


def test_a_walk_in_the_order_of_creation_misses_nothing(cast: Cast) -> None:
    documents = [cast.document(f"Document {number}") for number in range(14)]
    client = client_for(cast.viewer)
    query = "/api/v1/documents?ordering=created_at&page_size=4"
    page = client.get(query).json()
    seen = [row["id"] for row in page["data"]["documents"]]
    update_document(actor=cast.editor, document=documents[9], changes={"order": 1})

    while cursor := page["pagination"]["next_cursor"]:
        page = client.get(f"{query}&cursor={cursor}").json()
        seen += [row["id"] for row in page["data"]["documents"]]

    assert seen == [str(document.pk) for document in documents]
