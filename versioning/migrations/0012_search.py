"""What a search looks through, and the databases' indexes of it."""

import django.db.models.deletion
from django.db import migrations, models

from versioning.models.search_index import IndexedWords
from versioning.models.search_tables import install, remove


class Migration(migrations.Migration):
    dependencies = (("versioning", "0011_orders_without_joins"),)
    operations = (
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version_id", models.UUIDField(null=True)),
                ("title", models.TextField()),
                ("names", models.TextField()),
                ("description", models.TextField(default="")),
                ("text", models.TextField(default="")),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="versioning.document",
                    ),
                ),
            ],
            options={"verbose_name_plural": "search entries"},
        ),
        migrations.CreateModel(
            name="SearchIndex",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_column="rowid",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="index",
                        serialize=False,
                        to="versioning.searchentry",
                    ),
                ),
                ("words", IndexedWords(db_column="versioning_searchindex")),
                ("rank", models.FloatField()),
            ],
            options={"db_table": "versioning_searchindex", "managed": False},
        ),
        migrations.RunPython(install, remove),
    )
