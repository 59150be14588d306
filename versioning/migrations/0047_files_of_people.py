"""Sum the bytes of a person's files from an index."""

from django.db import migrations
from django.db.models import Index


class Migration(migrations.Migration):
    dependencies = [("versioning", "0046_paused_webhooks")]

    operations = [
        migrations.AddIndex("file", Index(fields=("project", "created_by", "sha256", "size"), name="file_of_person"))
    ]
