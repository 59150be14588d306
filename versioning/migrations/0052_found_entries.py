"""A function that finds search entries by PostgreSQL's index of words, and by nothing else.

PostgreSQL takes words to meet by chance. If two common words rarely meet, it reads all entries to find the first ones.
"""

from django.db import migrations

from versioning.migrations._operations import run_sql

CREATE = r"""
CREATE FUNCTION stemma_found(asked text, most integer) RETURNS SETOF bigint LANGUAGE sql STABLE STRICT
SET enable_seqscan = off SET enable_indexscan = off SET max_parallel_workers_per_gather = 0 AS $$
    SELECT id FROM versioning_searchentry WHERE vector @@ to_tsquery('pg_catalog.simple', asked) LIMIT most
$$
"""


class Migration(migrations.Migration):
    dependencies = [("versioning", "0051_binary_uuids")]

    operations = [
        run_sql(
            forwards={"sqlite": (), "postgresql": (CREATE,)},
            backwards={"sqlite": (), "postgresql": ("DROP FUNCTION stemma_found(text, integer)",)},
        ),
    ]
