"""Whether a project keeps where its pictures were taken."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("versioning", "0020_history_files")]

    operations = [
        migrations.AddField(
            "project",
            "removes_location",
            models.BooleanField(
                db_default=False, default=False, verbose_name="remove the location from uploaded pictures"
            ),
        ),
    ]
