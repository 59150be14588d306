"""Indexes that no query uses, or that a unique constraint repeats, go."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from versioning.models.history.triggers import install, remove


def person(*, null: bool = False) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = (("versioning", "0008_only_compressed_texts"),)
    operations = (
        migrations.RunPython(remove, install),
        migrations.AlterField("version", "created_by", person()),
        migrations.AlterField("version", "modified_by", person()),
        migrations.AlterField("version", "published_by", person(null=True)),
        migrations.AlterField(
            "version",
            "document",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="versioning.document",
            ),
        ),
        migrations.RunPython(install, remove),
    )
