"""The triggers that keep published snapshots, blobs and events as they are."""

from django.db import migrations

from versioning.models.history.triggers import install, remove


class Migration(migrations.Migration):
    dependencies = (("versioning", "0001_initial"),)
    operations = (migrations.RunPython(install, remove),)
