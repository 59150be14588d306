"""Remove the addresses of invited people from events. Events are never deleted, and a person's address must be."""

from django.db import migrations

from versioning.migrations._operations import WithoutTriggers, run_sql

SQLITE = """
    UPDATE versioning_event SET data = json_remove(data, '$.email')
    WHERE verb IN ('invitation.sent', 'invitation.withdrawn')
"""
POSTGRES = """
    UPDATE versioning_event SET data = data - 'email' WHERE verb IN ('invitation.sent', 'invitation.withdrawn')
"""


class Migration(migrations.Migration):
    dependencies = [("versioning", "0027_cheaper_quotas")]

    operations = [
        # The triggers refuse every change of an event.
        WithoutTriggers(
            run_sql(
                forwards={"sqlite": (SQLITE,), "postgresql": (POSTGRES,)},
                # The addresses of open invitations are in their own rows.
                backwards={"sqlite": (), "postgresql": ()},
            )
        ),
    ]
