"""Let no event of a document be earlier than the one before it, whatever the clocks of the web machines say.

PostgreSQL changes the row before it is inserted. SQLite cannot, so it changes the row afterward. For that, the trigger
by which an event is written once lets through what this trigger does, and nothing else.
"""

from django.db import migrations

from versioning.migrations._operations import run_sql

NAME = "stemma_event_time_in_order"
LAST = "SELECT at FROM versioning_event WHERE document_id = NEW.document_id AND id < NEW.id ORDER BY id DESC LIMIT 1"

POSTGRES = (
    f"""
    CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
    NEW.at := GREATEST(NEW.at, ({LAST}));
    RETURN NEW;
    END $$
    """,
    f"""
    CREATE TRIGGER {NAME} BEFORE INSERT ON versioning_event FOR EACH ROW
    WHEN (NEW.document_id IS NOT NULL) EXECUTE FUNCTION {NAME}()
    """,
)
POSTGRES_BACKWARDS = (f"DROP TRIGGER {NAME} ON versioning_event", f"DROP FUNCTION {NAME}()")

SQLITE = f"""
    CREATE TRIGGER {NAME} AFTER INSERT ON versioning_event FOR EACH ROW
    WHEN NEW.document_id IS NOT NULL AND NEW.at < ({LAST})
    BEGIN UPDATE versioning_event SET at = ({LAST}) WHERE id = NEW.id; END
"""  # noqa: S608  names of our own
COLUMNS = (
    *("id", "at", "verb", "actor_id", "token_id", "application_id"),
    *("project_id", "document_id", "version_id", "data", "claimed_at"),
)
CHANGED = {column: f'OLD."{column}" IS NOT NEW."{column}"' for column in COLUMNS}
# The time may change to the one that it should have had.
CHANGED_OUT_OF_ORDER = f"(OLD.at IS NOT NEW.at AND NOT (OLD.at < NEW.at AND NEW.at IS ({LAST})))"


def frozen(changed: dict[str, str]) -> str:
    """Return the trigger for SQLite that refuses these changes."""
    return (
        f"CREATE TRIGGER stemma_event_frozen BEFORE UPDATE ON versioning_event FOR EACH ROW "
        f"WHEN (TRUE AND ({' OR '.join(changed.values())})) "
        "BEGIN SELECT RAISE(ABORT, 'an event is written once') WHERE TRUE; END"
    )


DROP_FROZEN = "DROP TRIGGER stemma_event_frozen"


class Migration(migrations.Migration):
    dependencies = [("versioning", "0024_usage_folds")]

    operations = [
        run_sql(
            forwards={
                "postgresql": POSTGRES,
                "sqlite": (DROP_FROZEN, frozen({**CHANGED, "at": CHANGED_OUT_OF_ORDER}), SQLITE),
            },
            backwards={
                "postgresql": POSTGRES_BACKWARDS,
                "sqlite": (f"DROP TRIGGER {NAME}", DROP_FROZEN, frozen(CHANGED)),
            },
        )
    ]
