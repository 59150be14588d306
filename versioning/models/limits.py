"""Limits of names and numbers, for the checks of services, forms and serializers."""

import re

# As many characters as the columns of names, titles and slugs of documents hold.
NAME_LENGTH = 255
SLUG_LENGTH = 100
SLUG = re.compile(r"[-a-zA-Z0-9_]+")
# ISO 639-1, with an ISO 3166-1 region if one is given.
LANGUAGE = re.compile(r"^[a-z]{2}(-[A-Z]{2})?\Z")
# The largest value of a PostgreSQL integer column.
LARGEST_ORDER = 2_147_483_647
# Lists show the descriptions of many versions.
DESCRIPTION_LENGTH = 20_000
# Of the metadata of a version, as JSON. Every reader of the version parses it.
METADATA_LENGTH = 100_000
