from tests.migrations.databases import Database
from tests.migrations.reading import read


def test_an_update_follows_promotions_from_the_end_of_the_feed_on(migrated: Database) -> None:
    reached = read(migrated, "SELECT event FROM versioning_feedcursor WHERE name = 'search'")

    assert reached == read(migrated, "SELECT max(id) FROM versioning_event")
