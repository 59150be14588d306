"""`/notices/`: what concerns the person, newest first."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from versioning.models import Notice, Scope
from versioning.policies import require_scope
from versioning.services.notices.describe_notice import NoticeText, describe_notice
from versioning.services.notices.mark_read import mark_read
from versioning.services.notices.notice_path import notice_path
from versioning.web.desk import DeskView, SeeOther
from versioning.web.json_views import JsonView

PAGE = 50
# The mark in the header counts no further.
MOST_COUNTED = 100


@dataclass(frozen=True)
class Item:
    """A notice as a row of the list."""

    notice: Notice
    said: NoticeText


class NoticesPage(DeskView):
    """The notices, with buttons that mark them as read."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require_scope(actor=self.actor, scope=Scope.READ)
        page = Paginator(Notice.objects.visible_to(self.actor).with_related(), PAGE).get_page(request.GET.get("page"))
        items = [Item(notice, describe_notice(notice)) for notice in page]
        return self.page("desk/notices/inbox.html", items=items, notices=page)


class UnreadView(JsonView):
    """How many are unread. The header's script asks for it, so that no page waits for the count."""

    def get(self, request: HttpRequest) -> HttpResponse:
        unread = Notice.objects.visible_to(self.actor).unread().order_by()[:MOST_COUNTED]
        return JsonResponse({"unread": unread.count()})


class ReadView(DeskView):
    """Mark one notice as read and open its page, or mark all."""

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        mark_read(actor=self.actor, only=pk)
        if pk is None:
            return SeeOther(reverse("desk:notices"))
        return SeeOther(notice_path(Notice.objects.with_related().get(pk=pk)))
