"""The list of all pages, for the accessibility test and for `make screenshots`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core import signing
from django.urls import URLPattern, reverse

from tests.api.oauth.flow import SignIn
from tests.browser.examples import CALLBACK, LONG
from versioning.models import (
    Application,
    BrowserSession,
    Document,
    Draft,
    Event,
    File,
    Invitation,
    Language,
    Membership,
    Token,
    Transfer,
    User,
    Webhook,
    Workspace,
)
from versioning.models.access.sign_in import sign_ins_of
from versioning.services.access.setup_key import setup_key
from versioning.services.notices.unsubscribe import unsubscribe_link
from versioning.services.people.letters import CONFIRM_SALT
from versioning.services.people.password_link import password_link
from versioning.web import urls

# Routes that answer GET and are not pages, with the reason.
NO_PAGES: dict[str, str] = {
    "draft-preview": "JSON for the editor's script",
    "draft-save": "JSON for the editor's script",
    "export-zip": "a file",
    "transfer-file": "a file",
    "mentionable": "JSON for the script that completes names",
    "unread": "JSON for the header's script",
    "suggestions": "JSON for the header's script",
}
OUTDATED, CONFLICTING = "Tokens", "When somebody was faster"
# The document whose draft a route shows. All other routes show an outdated draft.
DRAFTS = {"conflict": CONFLICTING, "rich": "House style"}
# Query parameters of a route.
QUERIES = {"compare": {"base": "1", "head": "6"}}


@dataclass(frozen=True)
class DeskPage:
    """`person` is the username of the visitor, empty if nobody is signed in. `route` is the name of its URL pattern."""

    name: str
    address: str
    person: str = "demo"
    route: str = ""


def routes() -> Iterator[URLPattern]:
    """Yield the desk's URL patterns that answer GET."""
    for pattern in urls.urlpatterns:
        view: Any = getattr(pattern.callback, "view_class")  # noqa: B009  mypy knows functions only
        if hasattr(view, "get") and "get" in view.http_method_names:
            yield pattern


def all_pages() -> list[DeskPage]:
    """Return all pages of the demo with `add_examples`. Raises KeyError for a route with an unknown `pk`."""
    own = [
        DeskPage(name=str(pattern.name), address=_address(pattern), route=str(pattern.name))
        for pattern in routes()
        if pattern.name not in {*NO_PAGES, "setup"}
    ]
    return [*own, *_more(), *_docs(), *_sign_in_pages()]


def pages_of_a_new_server() -> list[DeskPage]:
    key = urlencode({"key": setup_key()})
    return [
        DeskPage(name="setup-key", address=reverse("desk:setup"), person="", route="setup"),
        DeskPage(name="setup", address=f"{reverse('desk:setup')}?{key}", person="", route="setup"),
    ]


def _address(pattern: URLPattern) -> str:
    name = str(pattern.name)
    path = reverse(f"desk:{name}", kwargs={named: _value(name, named) for named in pattern.pattern.converters})
    return f"{path}?{urlencode(QUERIES[name])}" if name in QUERIES else path


def _value(route: str, named: str) -> Any:
    """Return the value of a parameter in a route's path."""
    chosen: dict[str, Callable[[], Any]] = {
        "slug": lambda: "demo",
        "number": lambda: 2,
        "save": lambda: Event.objects.saves_of(Draft.objects.get(document__title=OUTDATED))[0].pk,
        "identifier": lambda: _draft(route) if _is_of_drafts(route) else Document.objects.get(title=LONG).identifier,
        "family": lambda: sign_ins_of(User.objects.get(username="demo"))[0].family,
        "token": _confirmation,
        "withdraw-invitation.pk": lambda: Invitation.objects.get().pk,
        "end-session.pk": lambda: BrowserSession.objects.get(browser__contains="iPhone").pk,
        "revoke-token.pk": lambda: Token.objects.get(name="Nightly export").pk,
        "remove-member.pk": lambda: Membership.objects.get(user__username="mei").pk,
        "file.pk": lambda: File.objects.get().pk,
        "replace-file.pk": lambda: File.objects.get().pk,
        "webhook.pk": lambda: Webhook.objects.get().pk,
        "delete-webhook.pk": lambda: Webhook.objects.get().pk,
        "transfer.pk": lambda: Transfer.objects.get(status="running").pk,
        "retire-application.pk": lambda: Application.objects.get().pk,
        "rename-workspace.pk": lambda: Workspace.objects.get().pk,
        "remove-language.pk": lambda: Language.objects.get(code="de").pk,
    }
    return chosen[f"{route}.{named}" if named == "pk" else named]()


def _confirmation() -> str:
    user = User.objects.get(username="demo")
    user.pending_email = "ada@handbook.example"
    user.save(update_fields=("pending_email",))
    return signing.dumps([str(user.pk), user.pending_email], salt=CONFIRM_SALT)


def _is_of_drafts(route: str) -> bool:
    return any(str(each.pattern).startswith("drafts/") for each in urls.urlpatterns if each.name == route)


def _draft(route: str) -> str:
    return Draft.objects.get(document__title=DRAFTS.get(route, OUTDATED)).identifier


def _more() -> list[DeskPage]:
    """Return pages in other states, and pages as a viewer sees them."""
    document = Document.objects.get(title=LONG).identifier
    project = {"slug": "demo"}
    compare = reverse("desk:compare", args=[document])
    return [
        DeskPage("library-found", f"{reverse('desk:library')}?q=draft"),
        DeskPage("library-nothing", f"{reverse('desk:library')}?q=zzzz"),
        DeskPage("versions-archived", f"{reverse('desk:versions', args=[document])}?status=archived"),
        DeskPage("compare-side", f"{compare}?base=1&head=6&view=side"),
        DeskPage("compare-rendered", f"{compare}?base=1&head=6&as=rendered"),
        DeskPage("compare-choose", compare),
        *(
            DeskPage(f"transfer-{each.status}", reverse("desk:transfer", args=["demo", each.pk]))
            for each in Transfer.objects.exclude(status="running")
        ),
        DeskPage("document-german", reverse("desk:document", args=[Document.objects.get(language="de").identifier])),
        DeskPage("activity-of-document", f"{reverse('desk:activity')}?document={document}"),
        DeskPage("activity-nothing", f"{reverse('desk:activity')}?person=nobody"),
        DeskPage("activity-refused", f"{reverse('desk:activity')}?since=yesterday"),
        DeskPage("draft-rich", reverse("desk:draft", args=[_draft("rich")])),
        DeskPage("draft-closed", reverse("desk:draft", args=["ffffffff"])),
        DeskPage("viewer-draft", reverse("desk:draft", args=[_draft("draft")]), "noor"),
        DeskPage("not-here", "/d/ffffffff/"),
        DeskPage("viewer-library", reverse("desk:library"), "noor"),
        DeskPage("viewer-document", reverse("desk:document", args=[document]), "noor"),
        DeskPage("viewer-version", reverse("desk:version", args=[document, 2]), "noor"),
        DeskPage("viewer-project", reverse("desk:project", kwargs=project), "noor"),
        DeskPage("viewer-members", reverse("desk:members", kwargs=project), "noor"),
        DeskPage("viewer-project-tokens", reverse("desk:project-tokens", kwargs=project), "noor"),
    ]


def _docs() -> list[DeskPage]:
    return [
        DeskPage("docs", reverse("docs")),
        DeskPage("docs-v3", reverse("docs_v3"), person=""),
        DeskPage("docs-tour", reverse("tour")),
        DeskPage("docs-errors", reverse("errors")),
        DeskPage("docs-error", reverse("error", args=["draft-changed"]), person=""),
        DeskPage("docs-guide", reverse("guide", args=["desk"])),
        DeskPage("docs-guide-settings", reverse("guide", args=["operating"]), person=""),
    ]


def _sign_in_pages() -> list[DeskPage]:
    """Return the pages of sign-in, of links sent by e-mail, and of OAuth consent."""
    application = Application.objects.get()
    invitation = reverse("invitation", args=[Invitation.objects.get().token])
    letters = unsubscribe_link(User.objects.get(username="demo"), kind=None)
    link = password_link(User.objects.get(username="mei"))
    return [
        DeskPage("sign-in", reverse("sign-in"), person=""),
        DeskPage("sign-in-again", reverse("sign-in")),
        DeskPage("forgotten-password", reverse("forgotten-password"), person=""),
        DeskPage("set-password", urlsplit(link).path, person=""),
        DeskPage("set-password-used", reverse("set-password", args=["x", "y"]), person=""),
        DeskPage("unsubscribe", urlsplit(letters).path, person=""),
        DeskPage("invitation", invitation, person=""),
        DeskPage("invitation-member", invitation),
        DeskPage("invitation-ended", reverse("invitation", args=["x"]), person=""),
        DeskPage("consent", SignIn(application, None, redirect_uri=CALLBACK).address()),
        DeskPage("consent-refused", SignIn(application, None, redirect_uri="https://other.example/").address()),
    ]
