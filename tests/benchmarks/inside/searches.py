"""Search entries for documents that were copied, and somebody who looks for them at the desk."""

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.floor_sql import POSTGRES
from tests.benchmarks.searches import COMMON
from tests.benchmarks.texts import KB, prose
from tests.cast import make_member
from versioning.models import Project, Role
from versioning.models.search.search_catalogue import merge_segments

# Texts that the documents have in turn.
TEXTS = 50


def add_entries() -> None:
    """Let searches find every document that has no entry yet. Each of their texts has the word COMMON."""
    texts = [f"{prose(KB // 2, seed=seed)} {COMMON} {prose(KB // 2, seed=-seed)}" for seed in range(TEXTS)]
    numbered = ", ".join(["(%s, %s)"] * TEXTS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH texts (place, text) AS (VALUES {numbered}), documents AS (
                SELECT id, current_id, title, slug, identifier, row_number() OVER (ORDER BY id) AS place
                FROM versioning_document WHERE id NOT IN (SELECT document_id FROM versioning_searchentry)
            )
            INSERT INTO versioning_searchentry (document_id, version_id, title, names, description, text)
            SELECT id, current_id, title, slug || ' ' || identifier, '', texts.text
            FROM documents JOIN texts ON texts.place = documents.place %% {TEXTS} ORDER BY documents.place
            """,
            [value for row in enumerate(texts) for value in row],
        )
    # What autovacuum and upkeep do after so many rows came in.
    if POSTGRES:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE versioning_searchentry")
    merge_segments(connection)


def sign_in() -> str:
    """Return the cookie of somebody who may read the project."""
    client = Client()
    client.force_login(make_member(Project.objects.get(slug=PROJECT), Role.VIEWER, "Sam Searcher").user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
