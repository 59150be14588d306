"""Path and header parameters, as the schema names them."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

DOCUMENT_ID = OpenApiParameter(
    "document_id", OpenApiTypes.STR, OpenApiParameter.PATH, description="A document's uuid or identifier."
)
VERSION = OpenApiParameter(
    "version",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    description="A version's uuid or number, or `current`.",
)
IDENTIFIER = OpenApiParameter(
    "identifier", OpenApiTypes.STR, OpenApiParameter.PATH, description="A draft's identifier, 8 hex digits."
)
BRANCH_ID = OpenApiParameter("branchId", OpenApiTypes.UUID, description="The branch; without it, main.")
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag that you read. Where somebody saved since, the answer is 412 and nothing is stored.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The same key and body get the first answer again, and nothing is done twice.",
)
