"""Begin to follow promotions at the present end of the change feed: former releases wrote search entries at once."""

from django.db import migrations

from versioning.migrations._operations import run_sql

START = """
INSERT INTO versioning_feedcursor (name, txid, event)
SELECT 'search', txid, id FROM versioning_event ORDER BY txid DESC, id DESC LIMIT 1
"""
REMOVE = "DELETE FROM versioning_feedcursor WHERE name = 'search'"


class Migration(migrations.Migration):
    dependencies = [("versioning", "0052_found_entries")]

    operations = [
        run_sql(
            forwards={"sqlite": (START,), "postgresql": (START,)},
            backwards={"sqlite": (REMOVE,), "postgresql": (REMOVE,)},
        ),
    ]
