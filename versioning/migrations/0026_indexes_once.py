"""Drop the indexes of foreign keys that another index begins with, and those of columns that are mostly null."""

from django.conf import settings
from django.db import migrations
from django.db.models import CASCADE, DO_NOTHING, PROTECT, ForeignKey, Index, Q

from versioning.migrations._operations import AlterFieldIndex

PROJECT, DOCUMENT = "versioning.project", "versioning.document"
# (model, field, the field without its index)
FIELDS = (
    ("branch", "project", ForeignKey(PROJECT, CASCADE, db_index=False, related_name="branches")),
    ("document", "project", ForeignKey(PROJECT, PROTECT, db_index=False, related_name="documents")),
    ("draft", "document", ForeignKey(DOCUMENT, CASCADE, db_index=False, related_name="drafts")),
    (
        "event",
        "application",
        ForeignKey(settings.OAUTH2_PROVIDER_APPLICATION_MODEL, PROTECT, db_index=False, null=True, related_name="+"),
    ),
    (
        "event",
        "document",
        ForeignKey(DOCUMENT, DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="events"),
    ),
    (
        "event",
        "project",
        ForeignKey(PROJECT, DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="events"),
    ),
    ("event", "token", ForeignKey("versioning.token", PROTECT, db_index=False, null=True, related_name="+")),
    ("importedcommit", "project", ForeignKey(PROJECT, CASCADE, db_index=False, related_name="imported_commits")),
    ("language", "project", ForeignKey(PROJECT, CASCADE, db_index=False, related_name="languages")),
    ("mailchoice", "user", ForeignKey(settings.AUTH_USER_MODEL, CASCADE, db_index=False, related_name="mail_choices")),
    ("membership", "project", ForeignKey(PROJECT, CASCADE, db_index=False, related_name="memberships")),
    ("retirednumber", "document", ForeignKey(DOCUMENT, CASCADE, db_index=False, related_name="retired_numbers")),
    ("schedule", "project", ForeignKey(PROJECT, CASCADE, db_index=False, related_name="schedules")),
    ("watch", "user", ForeignKey(settings.AUTH_USER_MODEL, CASCADE, db_index=False, related_name="watches")),
    ("workflowstatus", "project", ForeignKey(PROJECT, CASCADE, db_index=False, related_name="workflow_statuses")),
    ("workspace", "project", ForeignKey(PROJECT, CASCADE, db_index=False, related_name="workspaces")),
)


class Migration(migrations.Migration):
    dependencies = [("versioning", "0025_times_of_events")]

    operations = [
        *(AlterFieldIndex(model, name, field) for model, name, field in FIELDS),
        migrations.AddIndex("event", Index(fields=("token",), condition=Q(token__isnull=False), name="event_token")),
        migrations.AddIndex(
            "event", Index(fields=("application",), condition=Q(application__isnull=False), name="event_application")
        ),
    ]
