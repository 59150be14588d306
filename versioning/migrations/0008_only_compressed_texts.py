"""The plain texts go; the database holds the bounds of the deltas."""

from django.db import migrations, models

from versioning.models.history.triggers import install, remove


class Migration(migrations.Migration):
    dependencies = (("versioning", "0007_compress_texts"),)
    operations = (
        migrations.RunPython(remove, install),
        migrations.AlterField("blob", "encoded", models.BinaryField()),
        migrations.RemoveField("blob", "data"),
        migrations.AddConstraint(
            "blob",
            models.CheckConstraint(
                condition=models.Q(("base", None), ("depth", 0))
                | models.Q(("base__isnull", False), ("depth__gte", 1), ("depth__lte", 32)),
                name="blob_is_whole_or_a_few_steps_from_it",
            ),
        ),
        migrations.RunPython(install, remove),
    )
