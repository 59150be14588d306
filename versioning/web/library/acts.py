"""Group events into acts: what one person did at once, such as a publication and its promotion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from versioning.models import Event, Verb
from versioning.services.events.describe_event import Sentence

# Events of one act follow each other within this time. An import writes many, one after the other.
PAUSE = timedelta(seconds=1)
# The events of an act that are shown at once. The others unfold.
SHOWN = 3

Described = tuple[Event, Sentence]


@dataclass(frozen=True)
class Act:
    """What somebody did at once, newest first. `promoted` means that it published a version and promoted it."""

    described: Sequence[Described]
    promoted: bool = False

    @property
    def event(self) -> Event:
        """The last event."""
        return self.described[0][0]

    @property
    def shown(self) -> Sequence[Described]:
        return self.described if len(self.described) <= SHOWN else self.described[:1]

    @property
    def folded(self) -> Sequence[Described]:
        return () if len(self.described) <= SHOWN else self.described[1:]


def acts_of(described: Sequence[Described]) -> list[Act]:
    """Return the acts, newest first. The events are ordered so, too."""
    groups: list[list[Described]] = []
    for each in described:
        if groups and _is_one_act(later=groups[-1][-1][0], earlier=each[0]):
            groups[-1].append(each)
        else:
            groups.append([each])
    return [_act(group) for group in groups]


def _is_one_act(*, later: Event, earlier: Event) -> bool:
    same_person = (later.actor_id, later.token_id, later.application_id) == (
        earlier.actor_id,
        earlier.token_id,
        earlier.application_id,
    )
    # An imported history claims the times of its commits, but was written when the import ran.
    return same_person and later.project_id == earlier.project_id and later.at - earlier.at <= PAUSE


def _act(group: Sequence[Described]) -> Act:
    verbs = [event.verb for event, _ in group]
    same_version = len({event.version_id for event, _ in group}) == 1
    if verbs == [Verb.VERSION_PROMOTED, Verb.VERSION_PUBLISHED] and same_version:
        # The sentence of the publication names the version. The promotion adds three words.
        return Act(group[1:], promoted=True)
    return Act(group)
