"""Events tell of syncs."""

from django.db import migrations, models

VERBS = (
    "project.created",
    "project.updated",
    "language.added",
    "language.removed",
    "workflow_status.created",
    "workflow_status.updated",
    "workflow_status.removed",
    "workspace.created",
    "workspace.updated",
    "branch.created",
    "branch.renamed",
    "branch.closed",
    "member.added",
    "member.changed",
    "member.removed",
    "token.created",
    "token.revoked",
    "application.registered",
    "application.retired",
    "document.created",
    "document.updated",
    "document.presented",
    "document.moved_on",
    "document.translation_stated",
    "document.trashed",
    "document.restored",
    "draft.forked",
    "draft.saved",
    "draft.synced",
    "draft.discarded",
    "draft.reopened",
    "version.published",
    "version.promoted",
    "version.unpromoted",
    "version.archived",
    "version.restored",
    "version.trashed",
    "version.untrashed",
)


class Migration(migrations.Migration):
    dependencies = (("versioning", "0009_fewer_indexes_of_versions"),)
    operations = (
        migrations.AlterField(
            "event",
            "verb",
            models.CharField(
                max_length=32, choices=[(verb, verb.replace(".", " ").replace("_", " ").title()) for verb in VERBS]
            ),
        ),
    )
