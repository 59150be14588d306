"""Translations belong together within a project: keys of two projects never meet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("versioning", "0002_triggers"),)
    operations = (
        migrations.RemoveConstraint(model_name="document", name="one_document_per_translation"),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("project", "translation_key", "language"), name="one_document_per_translation"
            ),
        ),
    )
