"""`/suggestions`: the documents that the header's search offers while a person types."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from versioning.models import Document, Language
from versioning.text.storable import unstorable_in
from versioning.web.json_views import JsonView

MOST = 8
LONGEST_SEARCH = 200


class SuggestionsView(JsonView):
    """The best matches of `q` in all projects of the person, with their titles and addresses."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
        # PostgreSQL refuses NUL in a parameter.
        if not asked or unstorable_in(asked):
            return JsonResponse({"documents": []})
        rows = Document.objects.visible_to(self.actor).select_related("project")
        found = rows.best_matching(asked, languages=Language.objects.codes()).order_by(F("distance"), "id")[:MOST]
        return JsonResponse({"documents": [_shown(document) for document in found]})


def _shown(document: Document) -> dict[str, str]:
    return {
        "title": document.title,
        "project": document.project.name,
        "address": reverse("desk:document", args=(document.identifier,)),
    }
