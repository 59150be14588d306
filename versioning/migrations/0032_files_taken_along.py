"""Which files an import takes along, and an index of the versions that came with the files of a zip."""

from django.db import migrations, models

from versioning.migrations._operations import run_sql

# Anybody can write metadata, and an index of PostgreSQL takes no long value, so it is cut.
POSITION = {
    "sqlite": "substr(json_extract(\"fields\", '$.zip.position'), 1, 20)",
    "postgresql": "left(\"fields\" #>> '{zip,position}', 20)",
}


def create(vendor: str) -> str:
    position = POSITION[vendor]
    return f"CREATE INDEX versioning_version_of_zip ON versioning_version (({position})) WHERE ({position}) IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("versioning", "0031_file_words")]

    operations = [
        migrations.AddField(
            "transfer",
            "files",
            models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list),
        ),
        run_sql(
            forwards={vendor: [create(vendor)] for vendor in POSITION},
            backwards={vendor: ["DROP INDEX versioning_version_of_zip"] for vendor in POSITION},
        ),
    ]
