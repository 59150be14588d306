"""The view by which the editors copy pictures of other servers."""

from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse, JsonResponse

from versioning.ops.rate_limit import WINDOW_SECONDS, seconds_to_wait
from versioning.services.files.fetch_picture import fetch_picture
from versioning.services.lookups import find_project
from versioning.web.json_views import BadCall, JsonView, text_member

MOST_A_MINUTE = 120
# Seconds after which an editor asks again for a place.
PAUSE = 2
# Each one keeps a thread waiting for another server. The editors of one person ask for three at a time.
_PLACES = BoundedSemaphore(3)


class FetchPictureView(JsonView):
    """Copy the picture at a URL into the project."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        project = find_project(actor=self.actor, reference=slug)
        url = text_member(self.read_object(), field="url")
        if not _PLACES.acquire(blocking=False):
            message = "The server is copying other pictures. Try again in a moment."
            raise BadCall(message, status=429, retry_after=PAUSE)
        try:
            # Those that waited for a place count once.
            wait = seconds_to_wait("fetch-picture", str(self.actor.user.pk), most=MOST_A_MINUTE, seconds=WINDOW_SECONDS)
            if wait:
                message = f"Too many pictures at once. Try again in {wait} seconds."
                raise BadCall(message, status=429, retry_after=wait)
            uploaded = fetch_picture(actor=self.actor, project=project, url=url)
        finally:
            _PLACES.release()
        file = uploaded.file
        values = {"id": str(file.pk), "url": file.url, "name": file.name, "alt_text": file.alt_text}
        answer = {"file": values | {"width": file.width, "height": file.height}}
        return JsonResponse(answer, status=201 if uploaded.is_new else 200)
