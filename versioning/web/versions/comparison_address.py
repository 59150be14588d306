"""The URL of a comparison: what it compares and how it shows it."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Self
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.formats import date_format

from versioning.exceptions import VersionNotFound
from versioning.models import Document, Draft, Version
from versioning.models.sql.references import CURRENT, MAX_DIGITS, MAX_NUMBER
from versioning.text.compare.layout import Fold
from versioning.web.versions.differences import DiffView

# Names the newest open draft, so that the URL still works when the next draft is forked.
DRAFT = "draft"
ALL = "all"
# Versions that the two lists offer. The page with all versions is for longer histories.
OFFERED = 200


class TextDisplay(Enum):
    """Whether the text is compared as source or as rendered blocks."""

    SOURCE = "source"
    RENDERED = "rendered"


@dataclass(frozen=True)
class ViewLink:
    """A link to another view of the same comparison."""

    label: str
    url: str
    is_selected: bool


@dataclass(frozen=True)
class VersionChoice:
    """An option of the lists of versions. `value` is as in the URL."""

    value: str
    label: str


@dataclass(frozen=True)
class ComparisonAddress:
    """The values of the URL. `base` and `head` are as written there: a number, `current` or `draft`."""

    document: Document
    base: str
    head: str
    view: DiffView = DiffView.INLINE
    display: TextDisplay | None = None
    is_whole: bool = False
    fold: Fold | None = None

    def with_display(self, head: Version) -> Self:
        """Return the address with the default display of the head's content type, unless the URL names one."""
        # Nobody writes the HTML or JSON of a visual editor by hand, so nobody wants to read it.
        is_source = head.content_type == Version.ContentType.MARKDOWN
        default = TextDisplay.SOURCE if is_source else TextDisplay.RENDERED
        return replace(self, display=self.display or default)

    def url(self, **changes: str) -> str:
        """Return the URL of this comparison, with some parameters changed."""
        # Defaults are left out, so that shared links stay short.
        values = {"base": self.base, "head": self.head}
        values |= {} if self.view is DiffView.INLINE else {"view": self.view.value}
        values |= {} if self.display is None else {"as": self.display.value}
        return f"{reverse('desk:compare', args=(self.document.identifier,))}?{urlencode({**values, **changes})}"

    def unfolded_url(self, fold: Fold) -> str:
        """Return the URL of the page on which a fold is open."""
        return self.url(fold=f"{fold.base_start}.{fold.head_start}.{fold.count}") + "#opened"

    @property
    def whole_url(self) -> str:
        """The URL of the page on which nothing is folded."""
        return self.url(context=ALL)

    @property
    def swapped_url(self) -> str:
        """The URL of the comparison in the other direction."""
        return self.url(base=self.head, head=self.base)

    @property
    def folded_url(self) -> str:
        """The URL of this comparison with unchanged parts folded."""
        return self.url()

    @property
    def view_links(self) -> list[ViewLink]:
        """Links to all views, this one included."""
        is_rendered = self.display is TextDisplay.RENDERED
        return [
            ViewLink("Inline", self.url(view="inline", **{"as": "source"}), is_selected=self._is(DiffView.INLINE)),
            ViewLink("Side by side", self.url(view="side", **{"as": "source"}), is_selected=self._is(DiffView.SIDE)),
            ViewLink(
                "Rendered",
                self.url(view="inline", **{"as": "rendered"}),
                is_selected=is_rendered and self.view is DiffView.INLINE,
            ),
            ViewLink("Rendered side by side", self.url(view="side", **{"as": "rendered"}), is_selected=self.is_sides),
        ]

    @property
    def is_sides(self) -> bool:
        """Whether the rendered texts are shown side by side."""
        return self.display is TextDisplay.RENDERED and self.view is DiffView.SIDE

    def _is(self, view: DiffView) -> bool:
        return self.display is not TextDisplay.RENDERED and self.view is view


class CompareForm(forms.Form):
    """The query string of the page. Every field is optional."""

    base = forms.CharField(max_length=64, required=False)
    head = forms.CharField(max_length=64, required=False)
    # `view=rendered` is a likely way to write `as=rendered`.
    view = forms.ChoiceField(
        choices=[(value, value) for value in (*(view.value for view in DiffView), TextDisplay.RENDERED.value)],
        required=False,
    )
    context = forms.ChoiceField(choices=[(ALL, ALL)], required=False)
    fold = forms.RegexField(r"^\d{1,9}\.\d{1,9}\.\d{1,9}$", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # `as` is a Python keyword, so it can't be an attribute of the class.
        self.fields["as"] = forms.ChoiceField(
            choices=[(each.value, each.value) for each in TextDisplay], required=False
        )

    def address(self, document: Document) -> ComparisonAddress:
        """Return the address of a valid form. A missing side gets a likely default."""
        values = self.cleaned_data
        base, head = values["base"].strip(), values["head"].strip()
        if values["view"] == TextDisplay.RENDERED.value:
            values = {**values, "view": "", "as": TextDisplay.RENDERED.value}
        if not base or not head:
            likely = likely_pair(document)
            base, head = base or likely[0], head or likely[1]
        return ComparisonAddress(
            document=document,
            base=base,
            head=head,
            view=DiffView(values["view"] or DiffView.INLINE),
            display=TextDisplay(values["as"]) if values["as"] else None,
            is_whole=bool(values["context"]),
            fold=Fold(*map(int, values["fold"].split("."))) if values["fold"] else None,
        )

    @classmethod
    def default(cls, document: Document) -> ComparisonAddress:
        """Return the address of an empty query string."""
        return ComparisonAddress(document, *likely_pair(document))


def likely_pair(document: Document) -> tuple[str, str]:
    """Return the likely pair: the current version and the draft, else current and newest, else the newest two."""
    if document.current is not None and Draft.objects.filter(document=document).exists():
        return CURRENT, DRAFT
    versions = Version.objects.of(document.pk)
    newest = versions.newest_first().values_list("number", flat=True).first() or 1
    if document.current is not None and document.current.number != newest:
        return CURRENT, str(newest)
    return str(versions.number_before(newest) or newest), str(newest)


def is_number(reference: str) -> bool:
    """Return whether the reference can be the number of a version."""
    return reference.isascii() and reference.isdecimal() and len(reference) <= MAX_DIGITS


def with_number(document: Document, *, reference: str) -> str:
    """Return the reference as `find_version` takes it. Raises VersionNotFound if it names a draft and none is open."""
    if reference != DRAFT:
        return reference
    draft = Draft.objects.newest_of(document.pk)
    if draft is None:
        raise VersionNotFound
    return str(draft.version.number)


def exists(document: Document, *, reference: str) -> bool:
    """Return whether the reference names a version of the document."""
    if reference == DRAFT:
        return Draft.objects.filter(document=document).exists()
    return Version.objects.of(document.pk).with_reference(reference, current_id=document.current_id).exists()


def version_choices(address: ComparisonAddress) -> list[VersionChoice]:
    """Return what the lists of a comparison offer: the two names, the newest versions, and both sides. One query."""
    document, sides = address.document, (address.base, address.head)
    versions = list(Version.objects.of(document.pk).newest_first().for_choice()[:OFFERED])
    numbers = {version.number for version in versions}
    missing = {int(side) for side in sides if is_number(side) and int(side) <= MAX_NUMBER} - numbers
    if missing:
        versions += Version.objects.of(document.pk).numbered(missing).newest_first().for_choice()
    names = [VersionChoice(CURRENT, "The current version"), VersionChoice(DRAFT, "The newest open draft")]
    choices = [*names, *(_choice(version, document=document) for version in versions)]
    known = {choice.value for choice in choices}
    # An address may name a side in another way, such as by its key.
    return [*choices, *(VersionChoice(side, side) for side in dict.fromkeys(sides) if side not in known)]


def _choice(version: Version, *, document: Document) -> VersionChoice:
    state = "current" if version.pk == document.current_id else version.get_status_display().lower()
    name = f"{version.given_name[:60]}, " if version.given_name else ""
    written = date_format(version.written_at, "M j, Y")
    # The end of a long option is cut off, so the date is at the start.
    return VersionChoice(str(version.number), f"{version.number}, {written}: {name}{state}")
