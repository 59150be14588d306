"""Give each event its position in the change feed, and PostgreSQL the indexes by which the feed is read.

PostgreSQL: the position begins with the number of the transaction, `pg_current_xact_id()`, added to a base. Numbers of
transactions begin anew in another cluster, so a restored database gets a higher base (`restore_database` sets it).
SQLite reads the feed by the ids alone, for which it has indexes.

Events from before this migration have position 0: all of their transactions have ended.
"""

from django.db import migrations, models

from versioning.migrations._operations import run_sql

ADD_COLUMN = "ALTER TABLE versioning_event ADD COLUMN txid bigint NOT NULL DEFAULT 0"
DROP_COLUMN = "ALTER TABLE versioning_event DROP COLUMN txid"
POSTGRES = (
    "CREATE FUNCTION stemma_feed_base() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 0::bigint'",
    "ALTER TABLE versioning_event ALTER COLUMN txid "
    "SET DEFAULT stemma_feed_base() + pg_current_xact_id()::text::bigint",
    "CREATE INDEX event_feed ON versioning_event (txid, id)",
    "CREATE INDEX event_project_feed ON versioning_event (project_id, txid, id)",
)
POSTGRES_BACKWARDS = (
    "DROP INDEX event_project_feed",
    "DROP INDEX event_feed",
    "ALTER TABLE versioning_event ALTER COLUMN txid SET DEFAULT 0",
    "DROP FUNCTION stemma_feed_base()",
)


class Migration(migrations.Migration):
    dependencies = [("versioning", "0010_browser_sessions")]

    operations = [
        migrations.SeparateDatabaseAndState(
            # In SQL, because Django would build the whole table again on SQLite.
            database_operations=[
                run_sql(
                    forwards={"postgresql": (ADD_COLUMN, *POSTGRES), "sqlite": (ADD_COLUMN,)},
                    backwards={"postgresql": (*POSTGRES_BACKWARDS, DROP_COLUMN), "sqlite": (DROP_COLUMN,)},
                )
            ],
            state_operations=[
                migrations.AddField(
                    model_name="event",
                    name="txid",
                    field=models.BigIntegerField(db_default=0, editable=False),
                ),
            ],
        ),
    ]
