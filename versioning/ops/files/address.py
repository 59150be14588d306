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


def link_origins(address: str) -> list[str]:
    """Return the origins to which the links of a bucket may lead. A folder has none."""
    options = storage_at(address)["OPTIONS"]
    bucket = options.get("bucket_name")
    if bucket is None:
        return []
    endpoint, addressing = options.get("endpoint_url"), options.get("addressing_style", "auto")
    hosts = [urlsplit(endpoint).netloc] if endpoint else _hosts_of_amazon(options.get("region_name", ""))
    # A certificate of `*.s3.amazonaws.com` does not fit a name with dots.
    in_host = addressing == "virtual" or (addressing == "auto" and not endpoint and "." not in bucket)
    scheme = urlsplit(endpoint).scheme if endpoint else "https"
    return [f"{scheme}://{bucket}.{host}" if in_host else f"{scheme}://{host}" for host in hosts]


def _hosts_of_amazon(region: str) -> list[str]:
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return [f"s3.{suffix}", *([f"s3.{region}.{suffix}"] if region else [])]


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query))
    if unknown := sorted(options.keys() - OPTIONS):
        raise ValueError(f"{unknown[0]} is not an option of a bucket. There are {', '.join(OPTIONS)}.")
    return {OPTIONS[name]: value for name, value in options.items()}
