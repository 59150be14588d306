"""The verbs in any order on one document, beside a model in memory that says what each must answer."""

from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.cast import Cast
from tests.services.promises import assert_promises_hold
from versioning.exceptions import VersioningError
from versioning.models import Blob, Document, Draft, Version
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.drafts.save_draft import save_draft
from versioning.services.drafts.sync_draft import sync_draft
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.preconditions import Outdated
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.restore_version import restore_version
from versioning.text.merge.merge import merge

SETTINGS = settings(
    max_examples=20,
    stateful_step_count=35,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# Few texts, so that drafts come to share one; the picks run over the versions that there are.
TEXTS = st.sampled_from(["", "One.", "One.\nTwo.", "One.\r\nTwo.\r\n", "Drei, \u00fcber alles.\0", "\u2028"])
PICKS = st.integers(min_value=0, max_value=80)


@dataclass
class Expected:
    """What the model knows of one version; `draft` is its row, kept after it closed as a caller may keep it."""

    text: str
    draft: Draft
    status: str = "draft"
    was_published: bool = False
    on_main: bool = False
    base: int | None = None
    revision: int = 1


def answer_of(call: Any) -> str:
    """Return the code of the refusal, or `done`."""
    try:
        call()
    except VersioningError as error:
        return error.code
    return "done"


class History(RuleBasedStateMachine):
    people: Cast

    def __init__(self) -> None:
        super().__init__()
        self.versions: list[Expected] = []
        self.acknowledged: set[str] = set()
        self.current: int | None = None

    @initialize(text=TEXTS)
    def create(self, text: str) -> None:
        draft = self.people.draft(body=text)
        self.document_id = draft.document_id
        self._add(Expected(text=text, draft=draft, on_main=True))

    @rule(pick=PICKS, mode=st.sampled_from(ForkMode))
    def fork(self, pick: int, mode: ForkMode) -> None:
        source = self.versions.index(self._pick(pick))

        self._fork(mode=mode, reference=str(source + 1), source=source)

    @rule(mode=st.sampled_from(ForkMode))
    def fork_what_offers_itself(self, mode: ForkMode) -> None:
        ever_published = [place for place, version in enumerate(self.versions) if version.was_published]
        newest = [len(self.versions) - 1] if mode is ForkMode.FREE else []
        offered = [self.current] if self.current is not None else ever_published[-1:] or newest

        self._fork(mode=mode, reference=None, source=offered[0] if offered else None)

    @rule(pick=PICKS, text=TEXTS, behind=st.sampled_from([None, 0, 0, 1]))
    def save(self, pick: int, text: str, behind: int | None) -> None:
        version = self._pick(pick, "draft")
        revision = None if behind is None else version.revision - behind
        answer = answer_of(
            lambda: save_draft(
                actor=self.people.editor, draft=version.draft, changes={"body": text}, expected_revision=revision
            )
        )

        refusal = "version_frozen" if version.status != "draft" else "draft_changed" if behind == 1 else "done"
        assert answer == refusal
        if answer == "done":
            version.text, version.revision = text, version.revision + 1
            self.acknowledged.add(text)

    @rule(pick=PICKS)
    def sync(self, pick: int) -> None:
        version = self._pick(pick, "draft")
        base, current = (None if place is None else self.versions[place].text for place in (version.base, self.current))
        behind = current is not None and version.base != self.current
        merged = merge(base=base or "", theirs=current or "", mine=version.text).text if behind else version.text
        answer = answer_of(lambda: sync_draft(actor=self.people.editor, draft=version.draft))

        refusal = "version_frozen" if version.status != "draft" else "merge_conflict" if merged is None else "done"
        assert answer == refusal
        if answer == "done" and behind and merged is not None:
            version.text, version.revision, version.base = merged, version.revision + 1, self.current
            self.acknowledged.add(merged)

    @rule(pick=PICKS)
    def publish(self, pick: int) -> None:
        version = self._pick(pick, "draft")
        answer = answer_of(lambda: publish_version(actor=self.people.publisher, version=self._stored(version)))

        assert answer == ("done" if version.status == "draft" else "version_frozen")
        if answer == "done":
            version.status, version.was_published = "published", True

    @rule(pick=PICKS, outdated=st.sampled_from(Outdated))
    def publish_and_promote(self, pick: int, outdated: Outdated) -> None:
        version = self._pick(pick, "draft")
        answer = answer_of(
            lambda: publish_and_promote(actor=self.people.publisher, draft=version.draft, outdated=outdated)
        )

        behind = version.base != self.current and outdated is Outdated.REFUSE
        refusal = "version_frozen" if version.status != "draft" else "draft_outdated" if behind else "done"
        assert answer == refusal
        if answer == "done":
            version.status, version.was_published = "published", True
            self.current = self.versions.index(version)

    @rule(pick=PICKS)
    def promote(self, pick: int) -> None:
        version = self._pick(pick, "published")
        answer = answer_of(lambda: promote_version(actor=self.people.publisher, version=self._stored(version)))

        assert answer == ("done" if version.status == "published" else "not_published")
        if answer == "done":
            self.current = self.versions.index(version)

    @rule(pick=PICKS)
    def archive(self, pick: int) -> None:
        version = self._pick(pick, "published")
        answer = answer_of(lambda: archive_version(actor=self.people.publisher, version=self._stored(version)))

        assert answer == ("done" if version.status == "published" else "not_published")
        if answer == "done":
            version.status = "archived"
            if self.current == self.versions.index(version):
                self.current = None

    @rule(pick=PICKS)
    def restore(self, pick: int) -> None:
        version = self._pick(pick, "archived")
        answer = answer_of(lambda: restore_version(actor=self.people.publisher, version=self._stored(version)))

        assert answer == ("done" if version.status == "archived" and version.was_published else "not_archived")
        if answer == "done":
            version.status = "published"

    @rule(pick=PICKS)
    def discard(self, pick: int) -> None:
        version = self._pick(pick, "draft")
        answer = answer_of(lambda: discard_draft(actor=self.people.editor, draft=version.draft))

        assert answer == ("done" if version.status == "draft" else "version_frozen")
        if answer == "done":
            version.status = "archived"

    @rule(pick=PICKS)
    def reopen(self, pick: int) -> None:
        version = self._pick(pick, "archived")
        taken = any(other.on_main and other.status == "draft" for other in self.versions)
        made: list[Draft] = []
        answer = answer_of(lambda: made.append(reopen_draft(actor=self.people.editor, version=self._stored(version))))

        refusal = (
            "version_frozen" if version.was_published else "not_discarded" if version.status == "draft" else "done"
        )
        assert answer == refusal
        if answer == "done":
            assert made[0].identifier == version.draft.identifier
            version.status, version.draft = "draft", made[0]
            version.on_main = version.on_main and not taken

    @rule(pick=PICKS)
    def trash_and_bring_back(self, pick: int) -> None:
        version, document = self._pick(pick), Document.objects.get(pk=self.document_id)
        trash_document(actor=self.people.manager, document=document)

        assert {
            answer_of(lambda: save_draft(actor=self.people.editor, draft=version.draft, changes={"body": "Lost?"})),
            answer_of(lambda: promote_version(actor=self.people.publisher, version=self._stored(version))),
            answer_of(lambda: fork_document(actor=self.people.editor, document=document, mode=ForkMode.FREE)),
        } == {"not_found"}

        restore_document(actor=self.people.manager, document=document)

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        stored = Version.objects.with_text().filter(document=self.document_id).order_by("number")
        drafts = {draft.version_id: draft for draft in Draft.objects.filter(document=self.document_id)}
        current = Document.objects.get(pk=self.document_id).current_id

        assert [(row.text, row.status, row.was_published) for row in stored] == [
            (version.text, version.status, version.was_published) for version in self.versions
        ]
        assert [row.pk == current for row in stored] == [place == self.current for place in range(len(self.versions))]
        for row, version in zip(stored, self.versions, strict=True):
            if version.status == "draft":
                draft = drafts[row.pk]
                assert (draft.revision, draft.branch_id is not None) == (version.revision, version.on_main)

    @invariant()
    def the_promises_hold(self) -> None:
        assert_promises_hold(self.document_id)

    @invariant()
    def nothing_that_was_acknowledged_is_lost(self) -> None:
        kept = {blob.read().decode() for blob in Blob.objects.filter(document=self.document_id)}

        assert kept == self.acknowledged

    def _add(self, version: Expected) -> None:
        self.versions.append(version)
        self.acknowledged.add(version.text)

    def _fork(self, *, mode: ForkMode, reference: str | None, source: int | None) -> None:
        on_main = mode is not ForkMode.FREE
        taken = on_main and any(version.on_main and version.status == "draft" for version in self.versions)
        document = Document.objects.get(pk=self.document_id)
        made: list[Draft] = []

        def call() -> None:
            fork = fork_document(actor=self.people.editor, document=document, mode=mode, source=reference)
            made.extend([fork.draft] if fork.created else [])

        refusal = "draft_exists" if mode is ForkMode.STRICT else "done"
        assert answer_of(call) == (refusal if taken else "nothing_to_fork" if source is None else "done")
        assert len(made) == (not taken and source is not None)
        if made and source is not None:
            text = self.versions[source].text
            self._add(Expected(text=text, draft=made[0], on_main=on_main, base=self.current))

    def _pick(self, pick: int, apt: str = "") -> Expected:
        """Seven times in eight one whose status is apt for the verb, where there is one; else any."""
        apt_ones = [version for version in self.versions if version.status == apt] if pick % 8 != 7 else []
        candidates = apt_ones or self.versions
        return candidates[pick // 8 % len(candidates)]

    def _stored(self, version: Expected) -> Version:
        return Version.objects.select_related("document").get(pk=version.draft.version_id)


def test_no_order_of_verbs_breaks_a_promise(cast: Cast) -> None:
    class HistoryOfTheCast(History):
        people = cast

    run_state_machine_as_test(HistoryOfTheCast, settings=SETTINGS)

    assert Document.objects.exists()
