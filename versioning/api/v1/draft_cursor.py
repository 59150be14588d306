"""Cursors of the list of drafts, whose rows come from two tables."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from rest_framework.exceptions import ValidationError

from versioning.services.drafts.list_drafts import Position

SALT = "stemma.drafts.cursor"


@dataclass(frozen=True)
class DraftCursor:
    """Signed positions that are bound to `scope`: the list and its filter."""

    scope: str

    def write(self, position: Position) -> str:
        return signing.dumps([self.scope, position.last_saved_at.isoformat(), *position[1:]], salt=SALT)

    def read(self, cursor: str) -> Position:
        """Return the position. Raises ValidationError (cursor)."""
        try:
            scope, moment, draft, number = signing.loads(cursor, salt=SALT)
        except (signing.BadSignature, ValueError) as error:
            raise ValidationError({"cursor": ["This is not a cursor of ours."]}) from error
        if scope != self.scope:
            raise ValidationError({"cursor": ["This cursor belongs to another list, filter or order."]})
        return Position(datetime.fromisoformat(moment), draft=draft, number=number)
