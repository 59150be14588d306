"""Ask for a job that gives the search entries of texts from before this update their stems.

It is a job, because it reads all current texts. Searches find what they found before until it is done.
"""

from typing import Any

from django.db import migrations

REINDEX = "upkeep.reindex"


def ask(apps: Any, schema_editor: Any) -> None:
    # A new database has nothing to read again.
    if apps.get_model("versioning", "SearchEntry").objects.exists():
        jobs = apps.get_model("versioning", "Job").objects
        jobs.get_or_create(key=REINDEX, defaults={"kind": REINDEX, "lane": "long", "max_attempts": 8})


class Migration(migrations.Migration):
    dependencies = [("versioning", "0041_products")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop, elidable=True)]
