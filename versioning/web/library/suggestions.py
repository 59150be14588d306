"""`/suggestions`: the documents that the header's search offers while a person types."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from versioning.models import Document, Draft, Language
from versioning.text.storable import unstorable_in
from versioning.web.json_views import JsonView

MOST, MOST_DRAFTS = 8, 3
LONGEST_SEARCH = 200


class SuggestionsView(JsonView):
    """The best matches of `q` in all projects of the person, and the open drafts that match."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
        # PostgreSQL refuses NUL in a parameter.
        if not asked or unstorable_in(asked):
            return JsonResponse({"documents": []})
        rows = Document.objects.searchable_by(self.actor).select_related("project")
        languages = Language.objects.codes()
        found = rows.best_matching(asked, languages=languages).order_by(F("distance"), "id")[:MOST]
        drafts = Draft.objects.visible_to(self.actor).matching(asked, languages=languages).for_the_desk()
        of_drafts = [_draft(draft) for draft in drafts.order_by("-last_saved_at", "-id")[:MOST_DRAFTS]]
        return JsonResponse({"documents": [*(_shown(document) for document in found), *of_drafts]})


def _draft(draft: Draft) -> dict[str, str]:
    return {
        "title": draft.version.title,
        "project": draft.document.project.name,
        "draft": f"Draft {draft.version.number}",
        "address": reverse("desk:draft", args=(draft.identifier,)),
    }


def _shown(document: Document) -> dict[str, str]:
    return {
        "title": document.title,
        "project": document.project.name,
        "address": reverse("desk:document", args=(document.identifier,)),
    }
