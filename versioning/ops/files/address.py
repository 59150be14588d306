"""Read the address of a file store. Settings import it, so it imports no Django."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

OPTIONS = {"endpoint": "endpoint_url", "region": "region_name", "addressing": "addressing_style"}


def storage_at(address: str) -> dict[str, Any]:
    """Return the entry of Django's STORAGES for `file:///folder` or `s3://bucket/prefix?endpoint=https://…`.

    Raises ValueError with a sentence.
    """
    parts = urlsplit(address)
    if parts.scheme == "file" and not parts.netloc and len(parts.path) > 1:
        return {"BACKEND": "versioning.ops.files.local.LocalFiles", "OPTIONS": {"location": unquote(parts.path)}}
    if parts.scheme == "s3" and parts.netloc:
        return {
            "BACKEND": "versioning.ops.files.bucket.BucketFiles",
            "OPTIONS": {"bucket_name": parts.netloc, "location": parts.path.strip("/"), **_options(parts.query)},
        }
    raise ValueError("Write it as file:///folder or s3://bucket/prefix?endpoint=https://s3.example.")


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query))
    if unknown := sorted(options.keys() - OPTIONS):
        raise ValueError(f"{unknown[0]} is not an option of a bucket. There are {', '.join(OPTIONS)}.")
    return {OPTIONS[name]: value for name, value in options.items()}
