"""Whom an imported history names becomes data of its versions. Until now, it became their creator and publisher.

Nobody recorded who ran the former imports, so their versions go to the account `system`, which commands act as.
Events are written once: those of former imports keep the actor and the date that the history claimed. The commit in
their data shows where they come from. Events of later imports have `claimed_at` as well.
"""

from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import migrations, models
from django.db.models import F, OrderBy
from django.db.models.functions import Coalesce

from versioning.migrations._operations import WithoutTriggers, run_sql

IMPORTED = {
    "sqlite": """
        SELECT unhex(replace(written.value, '-', ''))
        FROM versioning_importedcommit AS made, json_each(made.versions) AS written
    """,
    "postgresql": """
        SELECT written.value::uuid
        FROM versioning_importedcommit AS made, jsonb_each_text(made.versions) AS written
    """,
}
OF_A_COMMIT = {
    "sqlite": "json_extract(event.data, '$.commit') IS NOT NULL",
    "postgresql": "event.data -> 'commit' IS NOT NULL",
}
# A fork copies `fields.git`, so an imported version is one that an imported commit names.
CLAIM = """
    UPDATE versioning_version SET
        author_name = (
            SELECT substr(COALESCE(NULLIF(trim(who.first_name || ' ' || who.last_name), ''), who.username), 1, 255)
            FROM versioning_user AS who WHERE who.id = versioning_version.created_by_id
        ),
        author_email = (SELECT who.email FROM versioning_user AS who WHERE who.id = versioning_version.created_by_id),
        authored_at = created_at,
        modified_by_id = CASE WHEN modified_by_id = created_by_id THEN %s ELSE modified_by_id END,
        created_by_id = %s,
        published_by_id = %s
    WHERE id IN ({imported})
"""
CREATED = """
    UPDATE versioning_document SET created_by_id = %s WHERE id IN (
        SELECT event.document_id FROM versioning_event AS event WHERE event.verb = 'document.created' AND {of_a_commit}
    )
"""
UPDATED = """
    UPDATE versioning_document SET updated_by_id = %s WHERE updated_by_id IS NOT NULL AND id IN (
        SELECT event.document_id FROM versioning_event AS event WHERE {of_a_commit} AND event.id = (
            SELECT MAX(later.id) FROM versioning_event AS later WHERE later.document_id = event.document_id
        )
    )
"""

SNAPSHOT = ("title", "description", "content_type", "body_id", "fields")
AUTHORSHIP = ("author_name", "author_email", "authored_at")
EVENT = (
    "id",
    "at",
    "verb",
    "actor_id",
    "token_id",
    "application_id",
    "project_id",
    "document_id",
    "version_id",
    "data",
)


def claim_authorship(apps: Any, schema_editor: Any) -> None:
    """Turn the accounts that former imports named into claims."""
    if not apps.get_model("versioning", "ImportedCommit").objects.exists():
        return
    vendor = schema_editor.connection.vendor
    key = _system_account(apps.get_model("versioning", "User"))
    schema_editor.execute(CLAIM.format(imported=IMPORTED[vendor]), [key, key, key])
    for statement in (CREATED, UPDATED):
        schema_editor.execute(statement.format(of_a_commit=OF_A_COMMIT[vendor]), [key])
    # PostgreSQL alters no table whose foreign keys wait to be checked.
    schema_editor.connection.check_constraints()


def _system_account(users: Any) -> Any:
    """Return the key of the service account of commands. If a person has its name, the account gets another one."""
    account = users.objects.filter(username="system", is_service=True).first()
    if account is None:
        names = (f"system-{number}" if number else "system" for number in count())
        free = next(name for name in names if not users.objects.filter(username=name).exists())
        account = users.objects.create(
            username=free,
            first_name="Stemma",
            is_service=True,
            is_active=False,
            is_superuser=free == "system",
            password=make_password(None),
        )
    return account.pk


def replace_trigger(*, name: str, table: str, frozen: tuple[str, ...], condition: str, sentence: str) -> Any:
    """Return the statements that let an existing trigger refuse a change of these columns."""
    head = f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({condition} AND (%s))"
    changed = {
        "sqlite": " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in frozen),
        "postgresql": " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in frozen),
    }
    action = {
        "sqlite": f"BEGIN SELECT RAISE(ABORT, '{sentence}') WHERE TRUE; END",
        "postgresql": f"EXECUTE FUNCTION {name}()",
    }
    drop = {"sqlite": f"DROP TRIGGER {name}", "postgresql": f"DROP TRIGGER {name} ON {table}"}
    return {vendor: [drop[vendor], f"{head % changed[vendor]} {action[vendor]}"] for vendor in drop}


def frozen_snapshot(*columns: str) -> Any:
    return replace_trigger(
        name="stemma_version_snapshot_frozen",
        table="versioning_version",
        frozen=columns,
        condition="OLD.status <> 'draft'",
        sentence="the snapshot of a published or archived version never changes",
    )


def frozen_event(*columns: str) -> Any:
    return replace_trigger(
        name="stemma_event_frozen",
        table="versioning_event",
        frozen=columns,
        condition="TRUE",
        sentence="an event is written once",
    )


class Migration(migrations.Migration):
    dependencies = [("versioning", "0007_search")]

    operations = [
        WithoutTriggers(
            migrations.RemoveIndex("event", "event_pointer_moves"),
            migrations.AddField("event", "claimed_at", models.DateTimeField(null=True)),
            migrations.AddIndex(
                "event",
                models.Index(
                    F("document"),
                    OrderBy(Coalesce("claimed_at", "at"), descending=True),
                    OrderBy(F("id"), descending=True),
                    condition=models.Q(verb__in=("version.promoted", "version.unpromoted")),
                    name="event_pointer_moves",
                ),
            ),
            migrations.AddField("transfer", "authors", models.JSONField(blank=True, default=dict)),
            migrations.AddField(
                "version", "author_name", models.CharField(blank=True, db_default="", default="", max_length=255)
            ),
            migrations.AddField(
                "version", "author_email", models.CharField(blank=True, db_default="", default="", max_length=254)
            ),
            migrations.AddField("version", "authored_at", models.DateTimeField(blank=True, null=True)),
            migrations.RunPython(claim_authorship, migrations.RunPython.noop),
        ),
        run_sql(forwards=frozen_snapshot(*SNAPSHOT, *AUTHORSHIP), backwards=frozen_snapshot(*SNAPSHOT)),
        run_sql(forwards=frozen_event(*EVENT, "claimed_at"), backwards=frozen_event(*EVENT)),
    ]
