"""Events that a former version wrote keep no address of an invited person."""

import pytest

from tests.migrations.databases import Database
from tests.migrations.reading import read

INVITE = """
    INSERT INTO versioning_event (at, verb, actor_id, project_id, data)
    SELECT at, 'invitation.sent', actor_id, project_id, '{"email": "nina@example.org", "role": "Editor"}'
    FROM versioning_event WHERE project_id IS NOT NULL LIMIT 1
"""
READ = "SELECT data{text} FROM versioning_event WHERE verb = 'invitation.sent'"
CHANGE = "UPDATE versioning_event SET verb = 'invitation.withdrawn' WHERE verb = 'invitation.sent'"


def test_addresses_are_removed_from_events_which_stay_as_they_are_otherwise(before: Database) -> None:
    before.manage("migrate", "--verbosity", "0", "versioning", "0025_times_of_events")
    before.execute(INVITE)

    migrated = before.manage("migrate", "--verbosity", "0")

    assert (migrated.status, migrated.err) == (0, "")
    ((data,),) = read(before, READ)
    assert data.replace(" ", "") == '{"role":"Editor"}'
    with pytest.raises(Exception, match="written once"):
        before.execute(CHANGE)
