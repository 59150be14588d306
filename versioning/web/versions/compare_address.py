"""What the address of a comparison says."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Self
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from versioning.exceptions import VersionNotFound
from versioning.models import Document, Draft, Version
from versioning.models.sql.references import CURRENT
from versioning.text.compare.layout import Fold
from versioning.web.versions.differences import View

# The newest open draft, whatever its number: an address that stays true when the next one is forked.
DRAFT = "draft"
ALL = "all"
SUGGESTED = 20


class Shown(Enum):
    SOURCE = "source"
    RENDERED = "rendered"


@dataclass(frozen=True)
class Way:
    """A way of showing the comparison; `is_now` is the one that is shown."""

    label: str
    url: str
    is_now: bool


@dataclass(frozen=True)
class Asked:
    """What is to be compared, and how it is to be shown. `base` and `head` are as they stand in the address."""

    document: Document
    base: str
    head: str
    view: View = View.INLINE
    shown: Shown | None = None
    is_whole: bool = False
    fold: Fold | None = None

    def fitting(self, head: Version) -> Self:
        """Where the address does not say, what was written in a visual editor is shown as it looks."""
        is_source = head.content_type == Version.ContentType.MARKDOWN
        return replace(self, shown=self.shown or (Shown.SOURCE if is_source else Shown.RENDERED))

    def address(self, **changes: str) -> str:
        given = {"base": self.base, "head": self.head}
        given |= {} if self.view is View.INLINE else {"view": self.view.value}
        given |= {} if self.shown is None else {"as": self.shown.value}
        return f"{reverse('desk:compare', args=(self.document.identifier,))}?{urlencode({**given, **changes})}"

    def unfolded(self, fold: Fold) -> str:
        return self.address(fold=f"{fold.base_start}.{fold.head_start}.{fold.count}") + "#opened"

    @property
    def whole(self) -> str:
        return self.address(context=ALL)

    @property
    def swapped(self) -> str:
        return self.address(base=self.head, head=self.base)

    @property
    def ways(self) -> list[Way]:
        """The other ways of showing the same, and this one."""
        return [
            Way("Inline", self.address(view="inline", **{"as": "source"}), is_now=self._is(View.INLINE)),
            Way("Side by side", self.address(view="side", **{"as": "source"}), is_now=self._is(View.SIDE)),
            Way("Rendered", self.address(**{"as": "rendered"}), is_now=self.shown is Shown.RENDERED),
        ]

    def _is(self, view: View) -> bool:
        return self.shown is not Shown.RENDERED and self.view is view


class CompareForm(forms.Form):
    """All of it may be left out."""

    base = forms.CharField(max_length=64, required=False)
    head = forms.CharField(max_length=64, required=False)
    view = forms.ChoiceField(choices=[(view.value, view.value) for view in View], required=False)
    context = forms.ChoiceField(choices=[(ALL, ALL)], required=False)
    fold = forms.RegexField(r"^\d{1,9}\.\d{1,9}\.\d{1,9}$", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A word of the language: no attribute of a class can have this name.
        self.fields["as"] = forms.ChoiceField(choices=[(shown.value, shown.value) for shown in Shown], required=False)

    def asked(self, document: Document) -> Asked:
        """Of a form that is valid. What is left out of the two is what one most likely wants to see."""
        given = self.cleaned_data
        base, head = given["base"].strip(), given["head"].strip()
        if not base or not head:
            likely = likely_pair(document)
            base, head = base or likely[0], head or likely[1]
        return Asked(
            document=document,
            base=base,
            head=head,
            view=View(given["view"] or View.INLINE),
            shown=Shown(given["as"]) if given["as"] else None,
            is_whole=bool(given["context"]),
            fold=Fold(*map(int, given["fold"].split("."))) if given["fold"] else None,
        )

    @classmethod
    def blank(cls, document: Document) -> Asked:
        return Asked(document, *likely_pair(document))


def likely_pair(document: Document) -> tuple[str, str]:
    """What readers see and the open draft; else the newest version and the one before it."""
    if document.current is not None and Draft.objects.filter(document=document).exists():
        return CURRENT, DRAFT
    versions = Version.objects.of(document.pk)
    newest = versions.newest_first().values_list("number", flat=True).first() or 1
    if document.current is not None and document.current.number != newest:
        return CURRENT, str(newest)
    return str(versions.number_before(newest) or newest), str(newest)


def numbered(document: Document, *, reference: str) -> str:
    """The reference as `find_version` takes it. Raises VersionNotFound where no draft is open."""
    if reference != DRAFT:
        return reference
    draft = Draft.objects.newest_of(document.pk)
    if draft is None:
        raise VersionNotFound
    return str(draft.version.number)


def is_there(document: Document, *, reference: str) -> bool:
    if reference == DRAFT:
        return Draft.objects.filter(document=document).exists()
    return Version.objects.of(document.pk).with_reference(reference, current_id=document.current_id).exists()


def suggested(document: Document) -> list[Version]:
    """The newest versions, of which one usually wants some."""
    rows = Version.objects.of(document.pk).newest_first().only("number", "name", "status", "document")
    return list(rows[:SUGGESTED])
