"""Whether a project keeps where its pictures were taken, and the files beside the texts of zip files."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("versioning", "0021_schedules")]

    operations = [
        migrations.AddField(
            "project",
            "removes_location",
            models.BooleanField(
                db_default=False, default=False, verbose_name="remove the location from uploaded pictures"
            ),
        ),
        migrations.AddField(
            "historyfile",
            "origin",
            models.PositiveSmallIntegerField(choices=[(0, "Git"), (1, "Zip")], db_default=0, default=0),
        ),
        migrations.RemoveConstraint("historyfile", "one_file_per_commit_and_path"),
        migrations.AddConstraint(
            "historyfile",
            models.UniqueConstraint(
                fields=("project", "origin", "position", "path"), name="one_file_per_commit_and_path"
            ),
        ),
        migrations.RemoveIndex("historyfile", "history_file_folded"),
        migrations.AddIndex(
            "historyfile",
            models.Index(fields=("project", "origin", "folded", "position"), name="history_file_folded"),
        ),
    ]
