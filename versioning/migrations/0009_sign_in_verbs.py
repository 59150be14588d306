"""Name the verbs of sign-ins and of the administration of accounts. No table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("versioning", "0008_claimed_authorship"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("project.created", "Project Created"),
                    ("project.updated", "Project Updated"),
                    ("language.added", "Language Added"),
                    ("language.removed", "Language Removed"),
                    ("workflow_status.created", "Workflow Status Created"),
                    ("workflow_status.updated", "Workflow Status Updated"),
                    ("workflow_status.removed", "Workflow Status Removed"),
                    ("workspace.created", "Workspace Created"),
                    ("workspace.updated", "Workspace Updated"),
                    ("branch.created", "Branch Created"),
                    ("branch.renamed", "Branch Renamed"),
                    ("branch.closed", "Branch Closed"),
                    ("member.added", "Member Added"),
                    ("member.changed", "Member Changed"),
                    ("member.removed", "Member Removed"),
                    ("token.created", "Token Created"),
                    ("token.revoked", "Token Revoked"),
                    ("application.registered", "Application Registered"),
                    ("application.retired", "Application Retired"),
                    ("sign_in.ended", "Sign In Ended"),
                    ("sign_in.succeeded", "Sign In Succeeded"),
                    ("sign_in.failed", "Sign In Failed"),
                    ("user.created", "User Created"),
                    ("user.changed", "User Changed"),
                    ("user.password_reset", "User Password Reset"),
                    ("user.updated", "User Updated"),
                    ("user.password_changed", "User Password Changed"),
                    ("document.created", "Document Created"),
                    ("document.updated", "Document Updated"),
                    ("document.presented", "Document Presented"),
                    ("document.moved_on", "Document Moved On"),
                    ("document.translation_stated", "Document Translation Stated"),
                    ("document.trashed", "Document Trashed"),
                    ("document.restored", "Document Restored"),
                    ("draft.forked", "Draft Forked"),
                    ("draft.saved", "Draft Saved"),
                    ("draft.synced", "Draft Synced"),
                    ("draft.discarded", "Draft Discarded"),
                    ("draft.reopened", "Draft Reopened"),
                    ("version.published", "Version Published"),
                    ("version.promoted", "Version Promoted"),
                    ("version.unpromoted", "Version Unpromoted"),
                    ("version.archived", "Version Archived"),
                    ("version.restored", "Version Restored"),
                    ("version.trashed", "Version Trashed"),
                    ("version.untrashed", "Version Untrashed"),
                ],
                max_length=32,
            ),
        ),
    ]
