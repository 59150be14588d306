"""`/`: the documents that one may read, where they lie, and what is found among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse

from versioning.models import Document, Draft, Language
from versioning.models.document import DocumentQuerySet
from versioning.models.sql.keyset import Keyset
from versioning.policies import Action, Decision, decide
from versioning.services.documents.highlights import Highlights, highlights
from versioning.web.desk import DeskView
from versioning.web.forms import PlainForm
from versioning.web.library.locations import Place, find_place

PAGE = 50
SHOWN_DRAFTS = 3
LONGEST_SEARCH = 200
# htmx asks for this part of the page alone.
RESULTS = "results"
NEAREST, LATEST = "relevance", "updated"
ORDERS = {
    NEAREST: ("distance", "id"),
    LATEST: ("-updated_at", "-id"),
    "title": ("title", "id"),
    "created": ("-created_at", "-id"),
}
LABELS = {NEAREST: "Best match", LATEST: "Last updated", "title": "Title", "created": "Newest"}


class LibraryFilter(PlainForm):
    """What the address says; nothing in it is needed."""

    q = forms.CharField(max_length=LONGEST_SEARCH, required=False, label="Search")
    project = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    workspace = forms.UUIDField(required=False, widget=forms.HiddenInput)
    category = forms.UUIDField(required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        choices=(
            ("", "Any status"),
            ("published", "Published"),
            ("draft", "Never published"),
            ("archived", "Archived"),
        ),
        required=False,
        label="Status",
    )
    kind = forms.ChoiceField(choices=(("", "Any kind"), *Document.Kind.choices), required=False, label="Kind")
    drafts = forms.ChoiceField(
        choices=(
            ("", "With and without drafts"),
            ("open", "With an open draft"),
            ("outdated", "With an outdated draft"),
            ("none", "Without a draft"),
        ),
        required=False,
        label="Drafts",
    )
    language = forms.ChoiceField(required=False, label="Language")
    order = forms.ChoiceField(choices=(("", "Usual order"), *LABELS.items()), required=False, label="Order")
    cursor = forms.CharField(required=False, widget=forms.HiddenInput)

    def offer_languages(self, languages: Sequence[Language]) -> None:
        """Of one language there is nothing to choose."""
        choices = [(language.code, language.name) for language in languages]
        self.fields["language"].choices = [("", "Any language"), *choices]  # type: ignore[attr-defined]
        if len(choices) < 2:
            del self.fields["language"]

    def asked(self, name: str) -> Any:
        """The value; empty where there is none, or none that could be."""
        return self.cleaned_data.get(name) or ""

    @property
    def order_by(self) -> str:
        asked: str = self.asked("order")
        if asked == NEAREST and not self.asked("q"):
            return LATEST
        return asked or (NEAREST if self.asked("q") else LATEST)

    @property
    def narrows(self) -> bool:
        return any(self.asked(name) for name in ("q", "status", "kind", "drafts", "language"))

    def narrow(self, rows: DocumentQuerySet) -> DocumentQuerySet:
        if self.asked("q"):
            rows = rows.with_distance(self.asked("q")) if self.order_by == NEAREST else rows.matching(self.asked("q"))
        if self.asked("status"):
            rows = rows.with_status(self.asked("status"))
        rows = {
            "open": rows.having_draft,
            "outdated": rows.having_outdated_draft,
            "none": rows.without_draft,
            "": rows.all,
        }[self.asked("drafts")]()
        return rows.narrowed(kind=self.asked("kind"), language=self.asked("language"))


@dataclass(frozen=True)
class Row:
    """One document. `drafts` are the open ones saved last, `more_drafts` how many others there are."""

    document: Document
    drafts: Sequence[Draft]
    highlights: Highlights | None

    @property
    def more_drafts(self) -> int:
        return self.drafts[0].open_drafts - len(self.drafts) if self.drafts else 0  # type: ignore[attr-defined]


class LibraryPage(DeskView):
    """A page of documents, by key; all that it shows is said by its address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = LibraryFilter(request.GET)
        form.is_valid()
        place = self._find_place(form)
        form.offer_languages(self._languages(place))
        form.full_clean()
        rows, cursor = self._rows(form, place=place)
        context = {
            "form": form,
            "place": place,
            "rows": rows,
            "next": self._address(cursor=cursor) if cursor else "",
            "first": self._address() if form.asked("cursor") else "",
            "query": form.asked("q"),
        }
        if request.headers.get("HX-Target") == RESULTS:
            return self.page("desk/library/_library_results.html", **context)
        return self.page("desk/library/index.html", tree=place.tree(), may_create=self._may_create(place), **context)

    def _find_place(self, form: LibraryFilter) -> Place:
        return find_place(
            actor=self.actor,
            project=form.asked("project"),
            workspace=form.asked("workspace") or None,
            category=form.asked("category") or None,
        )

    def _languages(self, place: Place) -> Sequence[Language]:
        return [] if place.project is None else list(Language.objects.filter(project=place.project))

    def _may_create(self, place: Place) -> Decision | None:
        if place.project is None:
            return None
        return decide(actor=self.actor, action=Action.CREATE_DOCUMENT, project_id=place.project.pk)

    def _rows(self, form: LibraryFilter, *, place: Place) -> tuple[list[Row], str | None]:
        if place.project is None:
            return [], None
        order = ORDERS[form.order_by]
        filters = [(name, value) for name, value in self.request.GET.items() if value and name != "cursor"]
        keyset = Keyset.of_list(self.request.path, filters=filters, order=order)
        rows = form.narrow(self._lying_in(place, asked=form.asked("q")))
        after = form.asked("cursor")
        found, cursor = keyset.page(rows, size=PAGE, cursor=after or None)
        return _with_drafts(found, shown=highlights(found, asked=form.asked("q"))), cursor

    def _lying_in(self, place: Place, *, asked: str) -> DocumentQuerySet:
        """A category shows what lies right in it; a search looks through all that is below."""
        rows = Document.objects.visible_to(self.actor).for_library()
        if place.project is not None:
            workspace = None if place.workspace is None else place.workspace.pk
            rows = rows.in_location(project=place.project.pk, workspace=workspace)
        if place.category is None:
            return rows
        below = rows.descendants_of if asked else rows.children_of
        return below(place.category.pk)

    def _address(self, **changes: str) -> str:
        """Of this page, elsewhere in its list."""
        parameters = self.request.GET.copy()
        parameters.pop("cursor", None)
        for name, value in changes.items():
            parameters[name] = value
        return f"{self.request.path}?{parameters.urlencode()}"


def _with_drafts(documents: list[Document], *, shown: dict[UUID, Highlights]) -> list[Row]:
    drafts: dict[UUID, list[Draft]] = {}
    by_key = {document.pk: document for document in documents}
    for document in documents:
        if document.current is not None:
            document.current.document = document
    for draft in Draft.objects.saved_last_of(documents, most=SHOWN_DRAFTS):
        draft.document = draft.version.document = by_key[draft.document_id]
        drafts.setdefault(draft.document_id, []).append(draft)
    return [Row(one, drafts.get(one.pk, ()), shown.get(one.pk)) for one in documents]
