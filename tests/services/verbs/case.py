"""A verb, ready to be done by anybody."""

from collections.abc import Callable
from typing import NamedTuple

from tests.cast import Cast
from versioning.models import Actor, Role

Act = Callable[[Actor], object]


class Case(NamedTuple):
    """The least role that may do it, and what makes ready the rows that it is done to."""

    least: Role
    prepare: Callable[[Cast], Act]
