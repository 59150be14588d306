"""What the demo lacks for pictures of every page."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from tests.api.oauth.flow import SignIn, make_application
from tests.pictures import picture
from versioning.models import (
    Actor,
    Application,
    BrowserSession,
    Delivery,
    DeliveryAttempt,
    Document,
    Event,
    Job,
    Membership,
    Notice,
    Project,
    Role,
    Schedule,
    Token,
    Transfer,
    User,
    Verb,
)
from versioning.models.delivery.notice import OF_DOCUMENTS
from versioning.services.access.create_token import NewToken, create_token
from versioning.services.access.revoke_token import revoke_token
from versioning.services.files.upload_file import upload_file
from versioning.services.folders.create_folder import create_folder
from versioning.services.notices.watch import watch
from versioning.services.people.invite_person import invite_person
from versioning.services.schedules.schedule_version import Plan, schedule_version
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook

CALLBACK = "https://quill.example/callback"
# The document and the drafts of the demo that have the most to show.
LONG = "What a stemma is"


def add_examples() -> None:
    """Add what the demo lacks: tokens in each state, an application, a sign-in, transfers and a viewer."""
    project, demo = Project.objects.get(slug="demo"), User.objects.get(username="demo")
    actor = Actor(user=demo)
    reader = User.objects.create(username="noor", first_name="Noor", last_name="Haddad", email="noor@handbook.example")
    Membership.objects.create(project=project, user=reader, role=Role.VIEWER)
    month = timezone.now() + timedelta(days=30)
    create_token(actor=actor, new=NewToken(kind=Token.Kind.PERSONAL, name="Nightly export", expires_at=month))
    revoke_token(
        actor=actor, token=create_token(actor=actor, new=NewToken(kind=Token.Kind.PERSONAL, name="Old laptop")).token
    )
    create_token(actor=actor, new=NewToken(kind=Token.Kind.PROJECT, name="Website", project=project, role=Role.VIEWER))
    SignIn(_application(project), demo, redirect_uri=CALLBACK).tokens()
    BrowserSession.objects.create(
        user=demo,
        key="phone",
        address="2001:db8:85a3::8a2e:370:7334",
        browser="Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1",
    )
    upload_file(actor=actor, project=project, name="harbor.png", pieces=[picture("teal", size=(480, 320))])
    create_folder(actor=actor, project=project, name="Product screenshots", color="#4A90D9")
    create_folder(actor=actor, project=project, name="Release notes")
    _transfers(project, demo)
    _schedules(demo)
    _notices(project, demo)
    invite_person(actor=actor, project=project, email="nina@handbook.example", role=Role.EDITOR)
    _webhooks(project, actor)


def _schedules(person: User) -> None:
    version = Document.objects.get(title=LONG).current
    assert version is not None  # noqa: S101  the demo promotes it
    plan = Plan(action=Schedule.Action.PROMOTE, at=timezone.now() + timedelta(days=2), timezone="Europe/Berlin")
    schedule_version(actor=Actor(user=person), version=version, plan=plan)
    failed = schedule_version(actor=Actor(user=person), version=version, plan=plan)
    Schedule.objects.filter(pk=failed.pk).update(
        state=Schedule.State.FAILED, finished_at=timezone.now(), problem="This version is not published."
    )


def _notices(project: Project, person: User) -> None:
    for place in (project, Document.objects.get(title=LONG)):
        watch(actor=Actor(user=person), place=place)
    events = Event.objects.filter(project=project, verb=Verb.VERSION_PUBLISHED).order_by("-pk")
    for kind, event in zip(OF_DOCUMENTS, events.select_related("document"), strict=False):
        assert event.document is not None
        Notice.objects.create(
            user=person, kind=kind, key=kind, event=event, project=project, document=event.document, mail="never"
        )


def _transfers(project: Project, person: User) -> None:
    job = Job.objects.create(
        kind="transfer",
        project=project,
        created_by=person,
        state=Job.State.RUNNING,
        lease=uuid4(),
        max_attempts=1,
        progress={"done": 40, "total": 120},
    )
    for kind, file_name, status, values in (
        ("bundle_out", "demo.bundle", "done", {"summary": {"commits": 52}}),
        ("bundle_in", "handbook.bundle", "failed", {"fault": "It has no branch main."}),
        ("zip_in", "notes.zip", "running", {"job": job}),
    ):
        Transfer.objects.create(
            project=project, started_by=person, kind=kind, file_name=file_name, status=status, **values
        )


def _webhooks(project: Project, actor: Actor) -> None:
    new = NewWebhook("https://search.example/stemma", ["version.promoted", "version.unpromoted"], "Search index")
    webhook = create_webhook(actor=actor, project=project, new=new).webhook
    now = timezone.now()
    for state, answers in (("delivered", [204]), ("failed", [503, 503, None]), ("pending", [])):
        delivery = Delivery.objects.create(
            webhook=webhook,
            type="version.promoted",
            state=state,
            finished_at=None if state == "pending" else now,
        )
        for status in answers:
            DeliveryAttempt.objects.create(
                delivery=delivery,
                milliseconds=84,
                status=status,
                answer="upstream is restarting" if status == 503 else "",
                problem="" if status else "No answer came within 10 seconds.",
            )


def _application(project: Project) -> Application:
    return make_application(project, name="Quill", uri=CALLBACK)[0]
