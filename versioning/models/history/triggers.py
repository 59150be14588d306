"""The triggers by which the database refuses what must never change, and counts usage. Migrations create them.

SQLite drops the triggers of a table that a migration builds again. So `manage.py verify` proves that all of them exist.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# The table of each trigger, by its name.
TRIGGERS = {
    "stemma_version_snapshot_frozen": "versioning_version",
    "stemma_version_identity_frozen": "versioning_version",
    "stemma_version_publication_frozen": "versioning_version",
    "stemma_blob_frozen": "versioning_blob",
    "stemma_blob_encoding_frozen": "versioning_blob",
    "stemma_blob_rests_on_a_nearer_one": "versioning_blob",
    "stemma_blobs_reencoded_soundly": "versioning_reencoding",
    "stemma_event_frozen": "versioning_event",
    "stemma_event_time_in_order": "versioning_event",
    "stemma_job_request_frozen": "versioning_job",
    "stemma_job_end_frozen": "versioning_job",
    "stemma_schedule_frozen": "versioning_schedule",
    "stemma_schedule_end_frozen": "versioning_schedule",
    "stemma_file_frozen": "versioning_file",
    "stemma_file_set_frozen": "versioning_fileset",
    "stemma_file_use_frozen": "versioning_fileuse",
    "stemma_file_use_added_in_time": "versioning_fileuse",
    "stemma_file_use_of_a_text_stays": "versioning_fileuse",
    "stemma_file_use_within_a_project": "versioning_fileuse",
    "stemma_blob_files_of_its_project": "versioning_blob",
    "stemma_file_placed_in_its_project": "versioning_file",
    "stemma_file_moved_in_its_project": "versioning_file",
    "stemma_folder_frozen": "versioning_folder",
    "stemma_folder_below_its_parent": "versioning_folder",
    "stemma_attachment_frozen": "versioning_attachment",
    "stemma_attachment_of_its_project": "versioning_attachment",
    "stemma_delivery_frozen": "versioning_delivery",
    "stemma_usage_blob_added": "versioning_blob",
    "stemma_usage_blob_changed": "versioning_blob",
    "stemma_usage_blob_removed": "versioning_blob",
    "stemma_usage_version_added": "versioning_version",
    "stemma_usage_version_changed": "versioning_version",
    "stemma_usage_version_removed": "versioning_version",
    "stemma_usage_document_trashed": "versioning_document",
    "stemma_usage_folded": "versioning_usage",
    "stemma_usage_file_added": "versioning_file",
    "stemma_usage_file_changed": "versioning_file",
    "stemma_usage_file_removed": "versioning_file",
    "stemma_usage_files_folded": "versioning_filecount",
}


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that the database lacks, or that are disabled."""
    catalogue = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        existing = {row[0] for row in cursor.fetchall()}
    return [name for name in TRIGGERS if name not in existing]
