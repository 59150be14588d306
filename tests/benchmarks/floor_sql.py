"""The least SQL that does what a call must do, for both databases. It keeps the product's tables, keys and triggers."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BinaryField, Model
from django.utils import timezone
from uuid6 import uuid7

from versioning.models import Blob, Document, Version

POSTGRES = connection.vendor == "postgresql"
LOCK = "FOR NO KEY UPDATE OF document" if POSTGRES else ""


def body_column() -> str:
    """Return the column that has a blob's bytes. Its name differs between versions of the product."""
    binary = [field for field in Blob._meta.concrete_fields if isinstance(field, BinaryField)]
    return next(str(field.column) for field in binary if field.name != "sha256")


def columns(model: type[Model], *, without: tuple[str, ...] = ()) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields if field.column not in without]


def copying(model: type[Model], *, alias: str, **values: str) -> tuple[str, str]:
    """Return the columns and expressions of INSERT … SELECT. Columns without a value are copied from `alias`."""
    names = columns(model, without=tuple(name for name, value in values.items() if value == ""))
    chosen = [values.get(name, f'{alias}."{name}"') for name in names]
    return ", ".join(f'"{name}"' for name in names), ", ".join(chosen)


_VERSION = copying(
    Version,
    alias="source",
    id="%s",
    number="%s",
    key="%s",
    status="'draft'",
    source_id="source.id",
    created_at="%s",
    created_by_id="%s",
    modified_at="%s",
    modified_by_id="%s",
    published_at="NULL",
    published_by_id="NULL",
)
NEXT_NUMBER = f"""
    UPDATE {Document._meta.db_table} SET last_number = last_number + 1 WHERE id = %s AND trashed_at IS NULL
    RETURNING last_number, current_id, project_id
"""
ADD_VERSION = f"""
    INSERT INTO {Version._meta.db_table} ({_VERSION[0]})
    SELECT {_VERSION[1]} FROM {Version._meta.db_table} source WHERE source.id = %s
"""
_ADD_DRAFT = """
    INSERT INTO versioning_draft
    (identifier, version_id, document_id, branch_id, base_id, revision, created_at, last_saved_at, last_saved_by_id)
    SELECT %s, %s, document.id, {branch}, document.current_id, 1, %s, %s, %s
    FROM versioning_document document WHERE document.id = %s
"""
ADD_FREE_DRAFT = _ADD_DRAFT.format(branch="NULL")
ADD_MAIN_DRAFT = _ADD_DRAFT.format(
    branch="(SELECT id FROM versioning_branch WHERE project_id = document.project_id AND is_main)"
)
ADD_EVENT = """
    INSERT INTO versioning_event ("at", verb, actor_id, token_id, project_id, document_id, version_id, data)
    VALUES (%s, %s, %s, NULL, %s, %s, %s, %s)
"""
LOCKED_DRAFT = f"""
    SELECT document.id, document.project_id, document.current_id, draft.id, draft.version_id
    FROM versioning_draft draft JOIN versioning_document document ON document.id = draft.document_id
    WHERE draft.identifier = %s {LOCK}
"""
LOCKED_MAIN_DRAFT = f"""
    SELECT document.id, document.project_id, document.current_id, draft.id, draft.version_id
    FROM versioning_document document JOIN versioning_draft draft ON draft.document_id = document.id
    JOIN versioning_branch branch ON branch.id = draft.branch_id AND branch.is_main
    WHERE document.id = %s {LOCK}
"""
ADD_BLOB = f"""
    INSERT INTO versioning_blob (document_id, sha256, size, created_at, {body_column()}{{more}})
    VALUES (%s, %s, %s, %s, %s{{values}}) RETURNING id
"""
SAVE_VERSION = "UPDATE versioning_version SET body_id = %s, modified_at = %s, modified_by_id = %s WHERE id = %s"
SAVE_DRAFT = """
    UPDATE versioning_draft SET revision = revision + 1, last_saved_at = %s, last_saved_by_id = %s WHERE id = %s
    RETURNING revision
"""
PUBLISH_VERSION = (
    "UPDATE versioning_version SET status = 'published', published_at = %s, published_by_id = %s WHERE id = %s"
)
CLOSE_DRAFT = "DELETE FROM versioning_draft WHERE id = %s"
PROMOTE = """
    UPDATE versioning_document SET current_id = %s, revision = revision + 1, updated_at = %s, updated_by_id = %s
    WHERE id = %s
"""
LIST = """
    SELECT version.id, version.number, version.key, version.name, version.status, version.title, version.content_type,
        version.created_at, version.modified_at, version.published_at, person.username
    FROM versioning_version version JOIN versioning_user person ON person.id = version.created_by_id
    WHERE version.document_id = %s AND version.number < %s AND version.trashed_at IS NULL
    ORDER BY version.number DESC LIMIT 26
"""
READ_CURRENT = f"""
    SELECT version.id, version.number, version.name, version.title, version.description, version.created_at,
        blob.{body_column()}
    FROM versioning_document document JOIN versioning_version version ON version.id = document.current_id
    JOIN versioning_blob blob ON blob.id = version.body_id
    WHERE document.id = %s AND document.trashed_at IS NULL
"""
READ_NUMBER = f"""
    SELECT version.id, version.number, version.name, version.title, version.description, version.created_at,
        blob.{body_column()}
    FROM versioning_version version JOIN versioning_blob blob ON blob.id = version.body_id
    WHERE version.document_id = %s AND version.number = %s AND version.trashed_at IS NULL
"""
CURRENT = "SELECT current_id FROM versioning_document WHERE id = %s AND trashed_at IS NULL"
TWO_BODIES = f"""
    SELECT blob.{body_column()} FROM versioning_version version JOIN versioning_blob blob ON blob.id = version.body_id
    WHERE version.document_id = %s AND version.number IN (%s, %s)
"""
TOKEN = """
    SELECT token.user_id, token.expires_at, token.revoked_at, person.is_active
    FROM versioning_token token JOIN versioning_user person ON person.id = token.user_id WHERE token.digest = %s
"""


def blob_sql() -> str:
    """ADD_BLOB with a value for what else such a row has by now; a whole text rests on nothing."""
    others = [name for name in columns(Blob) if name not in ("id", "document_id", "sha256", "size", "created_at")]
    extra = [name for name in others if name != body_column()]
    values = {"depth": "0"}
    return ADD_BLOB.format(
        more="".join(f", {name}" for name in extra), values="".join(f", {values.get(name, 'NULL')}" for name in extra)
    )


def key(value: UUID | str) -> Any:
    """Return a uuid as the database keeps it."""
    return value if isinstance(value, UUID) else UUID(value)


def fresh_key() -> Any:
    return key(uuid7())


def now() -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.now())
