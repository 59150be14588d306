"""The letters to people about their account. Each is a job.

No job's row has a secret: links are made when they are sent.
"""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.db.models import Q
from django.urls import reverse

from versioning import clock
from versioning.models import Invitation, Job, Role, User
from versioning.ops.mail import public
from versioning.services.kernel.delivery.jobs import handler
from versioning.services.kernel.delivery.letters import ATTEMPTS, send, write_letter
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.kernel.delivery.security_mail import SECURITY_MAIL, AccountNews
from versioning.services.people.find_invitation import is_backed
from versioning.services.people.invitation_link import invitation_link
from versioning.services.people.password_link import password_link

INVITATION_MAIL = "mail.invitation"
PASSWORD_MAIL = "mail.password"  # noqa: S105  a kind of job, not a secret
CONFIRM_MAIL = "mail.confirm"
CONFIRM_SALT = "stemma.confirm_email"
CONFIRM_SECONDS = 3 * 24 * 3600
# Between two links to set a new password. The first one works meanwhile.
LINK_PAUSE = timedelta(minutes=10)
# Nobody waits for a link much longer than this.
LINK_ATTEMPTS = 10


@handler(INVITATION_MAIL, attempts=ATTEMPTS, lane=Job.Lane.CALLS)
def send_invitation(job: RunningJob) -> None:
    """Send the invitation, if it is still open."""
    invitation = Invitation.objects.unanswered().filter(pk=job.payload["invitation"]).first()
    if invitation is None or invitation.is_expired or not is_backed(invitation):
        return
    project, host = invitation.project.name, invitation.invited_by.display_name
    send(
        write_letter(
            "invitation",
            to=invitation.email,
            subject=f"{host} invites you to {project}",
            context={
                "host": host,
                "project": project,
                "role": Role(invitation.role).label,
                "link": invitation_link(invitation),
                "expires_at": invitation.expires_at,
            },
        )
    )


@handler(PASSWORD_MAIL, attempts=LINK_ATTEMPTS, lane=Job.Lane.CALLS)
def send_password_links(job: RunningJob) -> None:
    """Send a link for each account that has the address and may sign in with a password.

    An account that was sent one just now gets no other, because anybody can ask. So strangers neither fill a mailbox
    nor keep the owner from a link.
    """
    people = User.objects.filter(email__iexact=job.payload["email"], is_active=True, is_service=False)
    for user in people:
        # A later attempt of this job goes on with the letter that it had begun.
        if user.has_usable_password() and (_may_send_link(user) or job.attempt > 1):
            _send_link("password", user, to=user.email, subject="Set a new password", link=password_link(user))


def _may_send_link(user: User) -> bool:
    """Begin a pause if none lasts, and return whether it was begun. Of two jobs at once, one begins it."""
    now = clock.now()
    rested = Q(password_link_at=None) | Q(password_link_at__lte=now - LINK_PAUSE)
    return bool(User.objects.filter(rested, pk=user.pk).update(password_link_at=now))


@handler(CONFIRM_MAIL, attempts=LINK_ATTEMPTS, lane=Job.Lane.CALLS)
def send_confirmation(job: RunningJob) -> None:
    """Send the link that confirms a new address, if it is still the one that the person wants."""
    email = job.payload["email"]
    user = User.objects.filter(pk=job.payload["user"], is_active=True, pending_email=email).first()
    if user is None:
        return
    token = signing.dumps([str(user.pk), email], salt=CONFIRM_SALT)
    link = public(reverse("desk:confirm-email", args=[token]))
    _send_link("confirm", user, to=email, subject="Confirm your email address", link=link)


@handler(SECURITY_MAIL, attempts=ATTEMPTS, lane=Job.Lane.CALLS)
def send_security_news(job: RunningJob) -> None:
    """Tell the owner of an account what happened to it."""
    user = User.objects.filter(pk=job.payload["user"]).first()
    if user is None or not job.payload["email"]:
        return
    text = AccountNews[job.payload["news"]].value.format(**job.payload["names"])
    context: dict[str, Any] = {"text": text, "username": user.username, "settings": public(reverse("desk:settings"))}
    send(write_letter("security", to=job.payload["email"], subject="Security of your account", context=context))


def _send_link(name: str, user: User, *, to: str, subject: str, link: str) -> None:
    send(write_letter(name, to=to, subject=subject, context={"username": user.username, "link": link}))
