"""How a person gets notices by e-mail, and the link that ends letters without a sign-in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from versioning.exceptions import NotFound
from versioning.models import MailChoice, MailTiming, NoticeKind
from versioning.services.notices.choose_mail import choose_mail
from versioning.services.notices.unsubscribe import find_subscription, unsubscribe
from versioning.web.desk import SeeOther
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.settings.pages import SettingsPage
from versioning.web.toasts import toast


class ChoicesForm(ServiceForm):
    """One choice for each kind of notice that the person can get."""

    def __init__(self, *args: Any, kinds: Iterable[NoticeKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds:
            self.fields[kind.value] = forms.TypedChoiceField(
                label=f"When {kind.label}", choices=MailTiming.choices, coerce=MailTiming
            )


class MailChoicesPage(FormMixin, SettingsPage):
    """Choose for each kind. The inbox of the desk always has all of them."""

    section = "notices"
    template = "desk/settings/notices.html"
    form_class = ChoicesForm

    def make_form(self, data: Any = None) -> ServiceForm:
        chosen = MailChoice.objects.of(self.actor.user)
        # Nobody chooses letters about the security of their account, and only administrators hear of maintenance.
        others = {NoticeKind.NEW_DEVICE} if self.actor.user.is_superuser else {NoticeKind.NEW_DEVICE, NoticeKind.BREACH}
        kinds = [kind for kind in NoticeKind if kind not in others]
        return ChoicesForm(data, kinds=kinds, initial={kind.value: timing.value for kind, timing in chosen.items()})

    def send(self, form: ChoicesForm) -> HttpResponse:
        choose_mail(actor=self.actor, timings={NoticeKind(kind): value for kind, value in form.cleaned_data.items()})
        toast(self.request, "Saved how you get notices.")
        return SeeOther(reverse("desk:mail-choices"))

    def show(self, form: ChoicesForm, *, status: int = 200) -> HttpResponse:
        return self.settings(status=status, form=form, sends_email=settings.SENDS_EMAIL)


@method_decorator((csrf_exempt, never_cache), name="dispatch")
class UnsubscribePage(View):
    """Ask, then end the letters. Mail programs POST without asking (RFC 8058), so it needs no sign-in and no token."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotFound as refusal:
            return self._show(status=404, fault=refusal.message)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._show(subscription=find_subscription(token=token))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._show(subscription=unsubscribe(token=token), is_done=True)

    def _show(self, *, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, "desk/notices/unsubscribe.html", context, status=status)
