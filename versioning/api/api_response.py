"""The answer of a call that succeeded."""

from rest_framework.response import Response


class ApiResponse(Response):
    """An answer in UTF-8, as all are. Django would find that out twice, from its settings and from Content-Type."""

    charset = "utf-8"
