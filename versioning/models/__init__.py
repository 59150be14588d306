"""The model: one concept a file, each with its QuerySet."""

from versioning.models.access.actor import Actor
from versioning.models.access.application import Application
from versioning.models.access.browser_session import BrowserSession
from versioning.models.access.credential import Credential
from versioning.models.access.grant import Grant
from versioning.models.access.invitation import Invitation
from versioning.models.access.role import Role, Scope
from versioning.models.access.token import Token
from versioning.models.access.user import User
from versioning.models.branch import Branch
from versioning.models.delivery.delivery import Delivery, DeliveryAttempt
from versioning.models.delivery.feed_cursor import FeedCursor
from versioning.models.delivery.job import Job
from versioning.models.delivery.job_worker import JobWorker
from versioning.models.delivery.notice import MailChoice, MailTiming, Notice, NoticeKind
from versioning.models.delivery.schedule import Schedule
from versioning.models.delivery.watch import Watch
from versioning.models.delivery.webhook import Webhook, WebhookSecret
from versioning.models.document import Document
from versioning.models.draft import Draft
from versioning.models.event import Event, Verb
from versioning.models.files.attachment import Attachment
from versioning.models.files.file import File
from versioning.models.files.file_count import FileCount
from versioning.models.files.file_set import FileSet, FileUse
from versioning.models.files.file_tag import FileTag
from versioning.models.files.file_word import FileWord
from versioning.models.files.folder import Folder
from versioning.models.files.history_file import HistoryFile
from versioning.models.history.blob import Blob, CorruptBlob
from versioning.models.history.reencoding import Reencoding
from versioning.models.idempotency_key import IdempotencyKey
from versioning.models.language import Language
from versioning.models.links.document_link import DocumentLink
from versioning.models.links.document_path import DocumentPath
from versioning.models.presentation import Presentation
from versioning.models.project import Membership, Project
from versioning.models.quotas.usage import Usage
from versioning.models.retired_number import RetiredNumber
from versioning.models.search.draft_address import DraftAddress
from versioning.models.search.draft_word import DraftWord
from versioning.models.search.search_entry import SearchEntry
from versioning.models.search.search_index import SearchIndex
from versioning.models.transfer.imported_commit import ImportedCommit
from versioning.models.transfer.imported_file import ImportedFile
from versioning.models.transfer.transfer import Transfer
from versioning.models.version import Version
from versioning.models.workflow_status import WorkflowStatus
from versioning.models.workspace import Workspace

__all__ = (
    "Actor",
    "Application",
    "Attachment",
    "Blob",
    "Branch",
    "BrowserSession",
    "CorruptBlob",
    "Credential",
    "Delivery",
    "DeliveryAttempt",
    "Document",
    "Draft",
    "DraftAddress",
    "DraftWord",
    "Event",
    "FeedCursor",
    "File",
    "FileCount",
    "FileSet",
    "FileTag",
    "FileUse",
    "FileWord",
    "Folder",
    "Grant",
    "DocumentLink",
    "DocumentPath",
    "HistoryFile",
    "IdempotencyKey",
    "ImportedCommit",
    "ImportedFile",
    "Invitation",
    "Job",
    "JobWorker",
    "Language",
    "MailChoice",
    "MailTiming",
    "Membership",
    "Notice",
    "NoticeKind",
    "Presentation",
    "Project",
    "Reencoding",
    "RetiredNumber",
    "Role",
    "Schedule",
    "Scope",
    "SearchEntry",
    "SearchIndex",
    "Token",
    "Transfer",
    "Usage",
    "User",
    "Verb",
    "Version",
    "Watch",
    "Webhook",
    "WebhookSecret",
    "WorkflowStatus",
    "Workspace",
)
