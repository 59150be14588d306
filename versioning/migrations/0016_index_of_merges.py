"""The index of second parents holds those versions alone that have one: it took as much for all others."""

from django.db import migrations, models

from versioning.models.history.triggers import install, remove


class Migration(migrations.Migration):
    dependencies = (("versioning", "0015_transfers"),)
    operations = (
        migrations.RunPython(remove, install),
        migrations.AddIndex(
            "version",
            models.Index(fields=("merged",), condition=models.Q(merged__isnull=False), name="version_merged"),
        ),
        migrations.AlterField(
            "version",
            "merged",
            models.ForeignKey(
                "versioning.version",
                models.SET_NULL,
                null=True,
                related_name="+",
                db_index=False,
            ),
        ),
        migrations.RunPython(install, remove),
    )
