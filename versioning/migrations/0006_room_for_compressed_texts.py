"""Where a text can be kept as a delta, and the leave that is needed to change how it is kept."""

import django.db.models.deletion
from django.db import migrations, models

from versioning.models.history.triggers import install, remove


class Migration(migrations.Migration):
    dependencies = (("versioning", "0005_oauth"),)
    operations = (
        migrations.RunPython(remove, install),
        migrations.CreateModel(
            name="Reencoding",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="versioning.document",
                    ),
                ),
            ],
        ),
        migrations.AlterField("blob", "data", models.BinaryField(null=True)),
        # The unique constraint begins with it.
        migrations.AlterField(
            "blob",
            "document",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="blobs",
                to="versioning.document",
            ),
        ),
        migrations.AddField(
            "blob",
            "base",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="deltas",
                to="versioning.blob",
            ),
        ),
        migrations.AddField("blob", "depth", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("blob", "encoded", models.BinaryField(null=True)),
        migrations.RunPython(install, remove),
    )
