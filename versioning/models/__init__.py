"""The model: one concept a file, each with its QuerySet."""

from versioning.models.actor import Actor
from versioning.models.blob import Blob, CorruptBlob
from versioning.models.branch import Branch
from versioning.models.document import Document
from versioning.models.draft import Draft
from versioning.models.event import Event, Verb
from versioning.models.idempotency_key import IdempotencyKey
from versioning.models.imported_commit import ImportedCommit
from versioning.models.project import Membership, Project
from versioning.models.reencoding import Reencoding
from versioning.models.role import Role, Scope
from versioning.models.token import Token
from versioning.models.user import User
from versioning.models.version import Version
from versioning.models.workspace import Workspace

__all__ = (
    "Actor",
    "Blob",
    "Branch",
    "CorruptBlob",
    "Document",
    "Draft",
    "Event",
    "IdempotencyKey",
    "ImportedCommit",
    "Membership",
    "Project",
    "Reencoding",
    "Role",
    "Scope",
    "Token",
    "User",
    "Verb",
    "Version",
    "Workspace",
)
