"""What belongs to a document itself: where it stands, what it is called in addresses, its other languages."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.exceptions import VersioningError
from versioning.models import Document, Language
from versioning.policies import Action, decide
from versioning.services.documents.new_document import NewText
from versioning.services.documents.translate_document import translate_document
from versioning.services.documents.update_document import update_document
from versioning.services.lookups import find_version
from versioning.web.desk import SeeOther
from versioning.web.forms import ServiceForm
from versioning.web.library.base import DocumentView
from versioning.web.toasts import toast

# A select box of more is no help; the category's identifier can be typed where there are more.
MOST_CATEGORIES = 500


class PlaceForm(ServiceForm):
    """`revision` is the document's as it was shown: a place that somebody else changed meanwhile is not overwritten."""

    named: ClassVar = {"parent_id": "category"}

    revision = forms.IntegerField(widget=forms.HiddenInput)
    category = forms.ChoiceField(required=False)
    slug = forms.CharField(max_length=255, label="Name in addresses")
    order = forms.IntegerField(label="Order among its neighbours", required=False)
    hidden = forms.BooleanField(required=False, label="Hidden from readers' lists")

    def __init__(self, *, document: Document, data: Mapping[str, Any] | None = None) -> None:
        shown = {
            "revision": document.revision,
            "category": str(document.parent_id or ""),
            "slug": document.slug,
            "order": document.order,
            "hidden": document.hidden,
        }
        super().__init__(data, initial=shown)
        choices = {
            str(pk): title
            for pk, title in Document.objects.categories_of(document.workspace).exclude(pk=document.pk)[
                :MOST_CATEGORIES
            ]
        }
        if document.parent is not None:
            choices[str(document.parent_id)] = document.parent.title
        self.fields["category"].choices = [("", "None: it stands at the top"), *choices.items()]  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "parent_id": UUID(values["category"]) if values["category"] else None,
            "slug": values["slug"],
            "order": values["order"] or 0,
            "hidden": values["hidden"],
        }


class DetailsPage(DocumentView):
    """Read by everybody who may read the document; changed by editors."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        return self._page(document=document, form=PlaceForm(document=document))

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier, action=Action.EDIT_DOCUMENT)
        form = PlaceForm(document=document, data=request.POST)
        if form.is_valid() and self._write(document=document, form=form):
            toast(request, f"The place of {document.title} is saved.")
            return SeeOther(request.path)
        return self._page(document=document, form=form, status=422)

    def _write(self, *, document: Document, form: PlaceForm) -> bool:
        revision = form.cleaned_data["revision"]
        try:
            update_document(actor=self.actor, document=document, changes=form.changes(), expected_revision=revision)
        except VersioningError as refusal:
            form.refuse(refusal)
            return False
        return True

    def _page(self, *, document: Document, form: PlaceForm, status: int = 200) -> HttpResponse:
        group = Document.objects.translations_of(document.translation_key, project_id=document.project_id)
        translations = list(group.select_related("current").order_by("language"))
        taken = [translation.language for translation in translations]
        return self.document_page(
            "desk/library/details.html",
            document=document,
            tab="details",
            status=status,
            form=form,
            translations=translations,
            languages=Language.objects.filter(project=document.project_id).exclude(code__in=taken),
            may_edit=self._may(document, action=Action.EDIT_DOCUMENT),
            may_translate=self._may(document, action=Action.CREATE_DOCUMENT),
            may_trash=self._may(document, action=Action.TRASH),
        )

    def _may(self, document: Document, *, action: Action) -> object:
        return decide(actor=self.actor, action=action, project_id=document.project_id)


class TranslateView(DocumentView):
    """The text as it is now becomes the draft of a new document in another language, to be written over."""

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        draft = translate_document(
            actor=self.actor,
            original=document,
            language=request.POST.get("language", ""),
            text=self._text(document),
        )
        toast(request, f"This draft is the translation into {draft.document.language}; write over the original's text.")
        return SeeOther(reverse("desk:draft", args=(draft.identifier,)))

    def _text(self, document: Document) -> NewText:
        if document.current is None:
            return NewText(title=document.title)
        version = find_version(document=document, reference="current")
        return NewText(
            title=document.title,
            body=version.text,
            description=version.description,
            content_type=version.content_type,
        )
