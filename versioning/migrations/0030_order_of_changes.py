"""Let the change feed give the events of a document in their order.

PostgreSQL numbers a transaction when it first writes, which can be before it waits for the lock of a document. Whoever
had the lock before it has a higher number then, and the feed gave its events later. So the position of an event is no
lower than that of the event before it of the same document. A transaction that is still running holds back everything
from its own number on, so that a higher position is not handed out too soon either.
"""

from importlib import import_module

from django.db import migrations

from versioning.migrations._operations import run_sql

NAME = "stemma_event_time_in_order"
FUNCTION = f"""
    CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS
    $$ DECLARE last record; BEGIN
    SELECT at, txid INTO last FROM versioning_event WHERE document_id = NEW.document_id AND id < NEW.id
    ORDER BY id DESC LIMIT 1;
    NEW.at := GREATEST(NEW.at, last.at);
    NEW.txid := GREATEST(NEW.txid, last.txid);
    RETURN NEW;
    END $$
"""  # noqa: S608  a name of our own
FORMER = import_module("versioning.migrations.0025_times_of_events").POSTGRES[0].replace("CREATE", "CREATE OR REPLACE")


class Migration(migrations.Migration):
    dependencies = [("versioning", "0029_password_links_and_new_devices")]

    operations = [
        run_sql(
            forwards={"postgresql": (FUNCTION,), "sqlite": ()},
            backwards={"postgresql": (FORMER,), "sqlite": ()},
        )
    ]
