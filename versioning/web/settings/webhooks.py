"""`/settings/projects/<slug>/webhooks/`: the webhooks of a project, and their deliveries."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property

from versioning.models import Delivery, Document, Project, Webhook
from versioning.models.delivery.webhook import EVERYTHING, URL_LENGTH
from versioning.models.event import KINDS, verbs_of
from versioning.models.event_lists import OF_ACCOUNTS
from versioning.policies import Action, authorize
from versioning.services.lookups import find_within
from versioning.services.webhooks.create_webhook import CreatedWebhook, NewWebhook, create_webhook
from versioning.services.webhooks.delete_webhook import delete_webhook
from versioning.services.webhooks.replay_deliveries import Replay, replay_deliveries
from versioning.services.webhooks.rotate_secret import rotate_secret
from versioning.services.webhooks.send_test import send_test
from versioning.services.webhooks.set_webhook_status import set_webhook_status
from versioning.services.webhooks.update_webhook import update_webhook
from versioning.web.desk import SeeOther
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.settings.pages import AskPage, ProjectSettingsPage
from versioning.web.settings.tokens import CreationPage
from versioning.web.toasts import toast

# Deliveries on a page.
PAGE = 50
# Events without a project never reach a webhook. The most wanted kinds come first.
EVENTS = [verb for kind in ("versions", "documents", *KINDS) for verb in verbs_of(kind) if verb not in OF_ACCOUNTS]


def _categories(project: Project, *, present: UUID | None) -> list[tuple[str, str]]:
    rows = Document.objects.filter(project=project, kind="category", trashed_at=None).order_by("title", "pk")
    titles = {"": "The whole project", **{str(pk): title for pk, title in rows.values_list("pk", "title")}}
    # Without this, saving the form would widen the webhook to the whole project.
    if present is not None:
        titles.setdefault(str(present), "A deleted category")
    return list(titles.items())


class WebhookForm(ServiceForm):
    """The fields of a webhook."""

    url = forms.CharField(
        label="URL",
        max_length=URL_LENGTH,
        help_text="An https address of your server.",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    description = forms.CharField(label="Description", max_length=255, required=False)
    category = forms.TypedChoiceField(label="Category", required=False, coerce=UUID, empty_value=None)
    events = forms.MultipleChoiceField(
        label="Events",
        choices=[(EVERYTHING, "Everything"), *((str(verb), str(verb)) for verb in dict.fromkeys(EVENTS))],
        initial=[EVERYTHING],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["category"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  as declared above
        field.choices = _categories(project, present=self.initial.get("category"))


class WebhooksPage(CreationPage, ProjectSettingsPage):
    """The webhooks of a project, and the form for a new one."""

    section = "webhooks"
    template = "desk/settings/webhooks.html"
    needs_proof = True
    action = Action.MANAGE_WEBHOOKS

    def make_form(self, data: Any = None) -> WebhookForm:
        return WebhookForm(data, project=self.project)

    def create(self, values: dict[str, Any]) -> CreatedWebhook:
        return create_webhook(actor=self.actor, project=self.project, new=NewWebhook(**values))

    def show(self, form: Any, *, status: int = 200, created: CreatedWebhook | None = None) -> HttpResponse:
        webhooks = Webhook.objects.managed_by(self.actor).of_project(self.project)
        return self.settings(status=status, form=form, created=created, webhooks=webhooks)


class WebhookMixin(ProjectSettingsPage):
    """A page of one webhook, for managers."""

    section = "webhooks"
    needs_proof = True
    action = Action.MANAGE_WEBHOOKS

    @cached_property
    def webhook(self) -> Webhook:
        rows = Webhook.objects.of_project(self.project).select_related("project", "created_by")
        webhook = find_within(actor=self.actor, rows=rows, pk=self.kwargs["pk"])
        authorize(actor=self.actor, action=Action.VIEW_WEBHOOKS, project_id=webhook.project_id)
        return webhook

    @property
    def default_back(self) -> str:
        return reverse("desk:webhook", args=(self.kwargs["slug"], self.kwargs["pk"]))

    def done(self, text: str) -> HttpResponse:
        toast(self.request, text)
        return SeeOther(self.default_back)


class WebhookPage(FormMixin, WebhookMixin):
    """A webhook: its fields, and its deliveries with each attempt."""

    template = "desk/settings/webhook.html"

    def make_form(self, data: Any = None) -> WebhookForm:
        webhook = self.webhook
        initial = {name: getattr(webhook, name) for name in ("url", "description", "category", "events")}
        return WebhookForm(data, project=self.project, initial=initial)

    def send(self, form: WebhookForm) -> HttpResponse:
        update_webhook(actor=self.actor, webhook=self.webhook, changes=form.cleaned_data)
        return self.done("Saved the webhook.")

    def show(self, form: Any, *, status: int = 200, secret: str = "") -> HttpResponse:
        # One more than a page has: it shows whether there are older ones.
        rows = Delivery.objects.of_webhook(self.webhook)
        if before := self._before():
            rows = rows.filter(pk__lt=before)
        deliveries = list(rows[: PAGE + 1])
        return self.settings(
            status=status,
            form=form,
            secret=secret,
            webhook=self.webhook,
            pause_days=settings.KEEP_DELIVERIES_DAYS,
            deliveries=deliveries[:PAGE],
            older=deliveries[PAGE - 1].pk if len(deliveries) > PAGE else None,
        )

    def _before(self) -> UUID | None:
        try:
            return UUID(self.request.GET.get("before", ""))
        except ValueError:
            return None


class RotatePage(WebhookPage):
    """Give the webhook a new secret, and show it once."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        secret = rotate_secret(actor=self.actor, webhook=self.webhook)
        # No redirect: the secret would have to be stored for the page that follows.
        response = self.show(self.make_form(), secret=secret)
        add_never_cache_headers(response)
        return response


class StatusView(WebhookMixin):
    """Enable, pause, resume or disable the webhook."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        was_paused, status = self.webhook.status == Webhook.Status.PAUSED, request.POST.get("status", "")
        set_webhook_status(actor=self.actor, webhook=self.webhook, status=status)
        done: dict[str, str] = {
            Webhook.Status.ENABLED: "Resumed the webhook." if was_paused else "Enabled the webhook.",
            Webhook.Status.PAUSED: "Paused the webhook.",
            Webhook.Status.DISABLED: "Disabled the webhook.",
        }
        return self.done(done[status])


class SendTestView(WebhookMixin):
    """Send a test."""

    http_method_names = ("post",)
    # It gives nobody access.
    needs_proof = False

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        send_test(actor=self.actor, webhook=self.webhook)
        return self.done("Queued a test. Reload the page to see the answer.")


class ReplayView(WebhookMixin):
    """Send one delivery again or, if the form names none, all that failed."""

    http_method_names = ("post",)
    needs_proof = False

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            replay = Replay(deliveries=[UUID(request.POST["delivery"])])
        except (KeyError, ValueError):
            replay = Replay(failed=True)
        count = replay_deliveries(actor=self.actor, webhook=self.webhook, replay=replay)
        return self.done(f"Queued {count} {'delivery' if count == 1 else 'deliveries'} again.")


class DeletePage(WebhookMixin, AskPage):
    """Ask, then delete the webhook."""

    template = "desk/settings/delete_webhook.html"

    @property
    def subject(self) -> Webhook:
        return self.webhook

    @property
    def default_back(self) -> str:
        return reverse("desk:webhooks", args=(self.kwargs["slug"],))

    def do(self) -> None:
        delete_webhook(actor=self.actor, webhook=self.webhook)
        toast(self.request, f"Deleted the webhook to {self.webhook.host}.")
