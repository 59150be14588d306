"""Path and header parameters for the OpenAPI document."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

DOCUMENT_ID = OpenApiParameter(
    "document_id", OpenApiTypes.STR, OpenApiParameter.PATH, description="A document's UUID or identifier."
)
VERSION = OpenApiParameter(
    "version",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    description="A version's UUID or number, or `current`.",
)
IDENTIFIER = OpenApiParameter(
    "identifier", OpenApiTypes.STR, OpenApiParameter.PATH, description="A draft's identifier: 8 hexadecimal digits."
)
BRANCH_ID = OpenApiParameter("branchId", OpenApiTypes.UUID, description="A branch ID. Default: the branch main.")
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag that you read. If somebody saved since then, the answer is 412 and nothing is saved.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="A key of your choice. A repeated request with the same key and body gets the first answer again, "
    "and nothing is done twice.",
)
