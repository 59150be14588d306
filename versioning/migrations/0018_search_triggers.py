"""SQLite's index of searches is written only where an entry says something else than before."""

from django.db import migrations

from versioning.models.search.search_tables import renew_triggers


class Migration(migrations.Migration):
    dependencies = (("versioning", "0017_whole_shelf"),)
    operations = (migrations.RunPython(renew_triggers, migrations.RunPython.noop),)
