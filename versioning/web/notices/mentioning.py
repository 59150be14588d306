"""The names that `@` completes where somebody names a version."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from versioning.models import Membership, User
from versioning.models.version_lookup import VersionDetail
from versioning.services.lookups import find_draft
from versioning.text.storable import unstorable_in
from versioning.web.json_views import JsonView

MOST = 8


class MentionableView(JsonView):
    """The members of the draft's project whose username or name begins with `name`. Others hear of no mention."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft = find_draft(actor=self.actor, identifier=identifier, detail=VersionDetail.LISTED)
        name = request.GET.get("name", "")
        # PostgreSQL refuses NUL in a parameter.
        if unstorable_in(name):
            return JsonResponse({"people": []})
        rows = Membership.objects.mentionable(draft.document.project_id, name=name)[:MOST]
        return JsonResponse({"people": [_shown(row.user) for row in rows]})


def _shown(user: User) -> dict[str, str]:
    return {"username": user.username, "name": user.get_full_name()}
