"""`/projects/<slug>/trash/`: the documents in the trash of a project, to restore."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from versioning.exceptions import InvalidValue
from versioning.models import Document
from versioning.models.sql.keyset import Keyset
from versioning.policies import Action, authorize
from versioning.services.lookups import find_project
from versioning.web.desk import DeskView

PAGE = 50


class TrashListPage(DeskView):
    """What managers may restore, the last trashed first. What went to the trash with a category comes back with it."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        project = find_project(actor=self.actor, reference=slug)
        authorize(actor=self.actor, action=Action.TRASH, project_id=project.pk)
        keyset = Keyset.of_list(request.path, filters=(), order=("-trashed_at", "-id"))
        fault, documents, more = "", list[Document](), None
        try:
            rows = Document.objects.in_trash(project.pk)
            documents, more = keyset.page(rows, size=PAGE, cursor=request.GET.get("cursor") or None)
        except InvalidValue as refusal:
            fault = refusal.message
        return self.page(
            "desk/library/trash_list.html",
            status=422 if fault else 200,
            project=project,
            documents=documents,
            more=more,
            fault=fault,
            days=settings.KEEP_TRASHED_DAYS,
        )
