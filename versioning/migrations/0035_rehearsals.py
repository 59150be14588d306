"""Let an import be rehearsed: its summary is kept, and nothing else that it writes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("versioning", "0034_project_files")]

    operations = [
        migrations.AddField("transfer", "is_rehearsal", models.BooleanField(default=False, db_default=False)),
    ]
