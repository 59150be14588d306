"""`/setup/`: the first run, while nobody has an account."""

from typing import Any

from django import forms
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from versioning.exceptions import AlreadySetUp, NotAllowed, VersioningError
from versioning.models import Project
from versioning.models.access.user import has_accounts
from versioning.services.access.set_up import set_up
from versioning.services.access.setup_key import is_setup_key
from versioning.web.desk import SeeOther
from versioning.web.forms import PasswordTwiceForm
from versioning.web.toasts import toast


class SetupForm(PasswordTwiceForm):
    """The first administrator and the first project."""

    field_order = ("key", "name", "username", "password", "again", "project_name")

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label="Your name", max_length=255, help_text="Shown with everything you write.", required=False
    )
    username = forms.CharField(label="Username", max_length=150, help_text="You sign in with this name.")
    project_name = forms.CharField(
        label="Your first project", max_length=255, help_text="Documents, members, and tokens belong to a project."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An import on the command line can create a project before anybody signs in.
        self.fields["project_name"].required = not Project.objects.exists()
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["username"].widget.attrs.update(autocomplete="username", autocapitalize="none")


@method_decorator(never_cache, name="dispatch")
class SetupPage(View):
    """Ask for the key from the server's log, then for the first administrator. Answers 404 once an account exists."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if has_accounts():
            raise Http404
        key = request.GET.get("key", "").strip()
        if not is_setup_key(key):
            return self._ask_for_key(wrong=bool(key))
        return self._show(SetupForm(initial={"key": key}))

    def post(self, request: HttpRequest) -> HttpResponse:
        if has_accounts():
            return SeeOther(reverse("sign-in"))
        form = SetupForm(request.POST)
        try:
            if form.is_valid():
                return self._set_up(form)
        # The key is checked again with the POST: the form carries it as a hidden field.
        except NotAllowed:
            return self._ask_for_key(wrong=True)
        # Somebody else was faster.
        except AlreadySetUp:
            return SeeOther(reverse("sign-in"))
        except VersioningError as refusal:
            form.refuse(refusal)
        return self._show(form, status=422)

    def _set_up(self, form: SetupForm) -> HttpResponse:
        result = set_up(**form.cleaned_data)
        login(self.request, result.administrator, backend="django.contrib.auth.backends.ModelBackend")
        toast(self.request, f"Welcome, {result.administrator.display_name}.")
        return SeeOther(reverse("desk:library"))

    def _ask_for_key(self, *, wrong: bool) -> HttpResponse:
        return render(self.request, "desk/settings/setup_key.html", {"wrong": wrong}, status=403 if wrong else 200)

    def _show(self, form: SetupForm, *, status: int = 200) -> HttpResponse:
        return render(self.request, "desk/settings/setup.html", {"form": form}, status=status)
