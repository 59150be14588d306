"""The files beside the texts of imported histories."""

from django.db import migrations, models
from django.db.models import CASCADE, DO_NOTHING, BigAutoField, ForeignKey


class Migration(migrations.Migration):
    dependencies = [("versioning", "0019_cheaper_statements")]

    operations = [
        migrations.CreateModel(
            name="HistoryFile",
            fields=[
                ("id", BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("path", models.TextField()),
                ("folded", models.TextField()),
                ("executable", models.BooleanField(default=False)),
                ("file", ForeignKey("versioning.file", DO_NOTHING, null=True, related_name="places")),
                ("project", ForeignKey("versioning.project", CASCADE, db_index=False, related_name="+")),
            ],
            options={
                "indexes": [models.Index(fields=("project", "folded", "position"), name="history_file_folded")],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "position", "path"), name="one_file_per_commit_and_path")
                ],
            },
        ),
    ]
