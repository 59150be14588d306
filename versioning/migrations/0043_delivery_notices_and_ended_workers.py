"""The ends of workers, whose rows stay for a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("versioning", "0042_stems_of_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name="jobworker",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
    ]
