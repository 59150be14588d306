"""Versions keep how many words they have, and how many of them are new or gone."""

from django.db import migrations, models

from versioning.models.history.triggers import install, remove


class Migration(migrations.Migration):
    dependencies = (("versioning", "0012_account_verbs"),)
    operations = (
        migrations.RunPython(remove, install),
        *(
            migrations.AddField("version", name, models.PositiveIntegerField(null=True, editable=False))
            for name in ("words", "words_added", "words_removed")
        ),
        migrations.RunPython(install, remove),
    )
