"""End what opens the server in the name of a person whose password changes."""

from django.db import transaction
from django.utils import timezone
from oauth2_provider.models import RefreshToken

from versioning.models import Actor, BrowserSession, Grant, Token, User, Verb
from versioning.models.access.sign_in import sign_ins_of
from versioning.services.access._steps.revocation import record_revocation
from versioning.services.kernel.recording import record


def end_access(*, actor: Actor, user: User) -> None:
    """Revoke the personal tokens of the user, end the sign-ins and all sessions, the present one too.

    Whoever knew the old password may have made them.
    """
    with transaction.atomic():
        BrowserSession.objects.filter(user=user).delete()
        for token in Token.objects.held_by(user).filter(revoked_at=None).select_for_update():
            Token.objects.filter(pk=token.pk).update(revoked_at=timezone.now())
            record_revocation(token, actor=actor)
        for sign_in in sign_ins_of(user):
            RefreshToken.revoke_family(sign_in.family)
            application = sign_in.application
            record(
                actor=actor,
                verb=Verb.SIGN_IN_ENDED,
                project_id=None,
                application=application.pk,
                name=application.name,
            )
        # Codes that no application has fetched tokens for yet.
        Grant.objects.filter(user=user).delete()
