"""Index the open jobs of people in projects, which the quotas of jobs count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("versioning", "0025_times_of_events")]

    operations = [
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("created_by__isnull", False), ("state__in", ("waiting", "running"))),
                fields=["project", "created_by"],
                name="job_open_of_person",
            ),
        ),
    ]
