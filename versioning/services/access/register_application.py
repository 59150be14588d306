"""Register an application that people may let act for them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from oauth2_provider.generators import generate_client_secret

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Application, Project, Verb
from versioning.models.access.redirect_uris import is_allowed_redirect_uri
from versioning.policies import Action, authorize, authorize_organization
from versioning.services.kernel.names import check_name
from versioning.services.kernel.recording import record

MOST_REDIRECT_URIS = 20


@dataclass(frozen=True)
class RegisteredApplication:
    """The application. `secret` is shown once. A public application has none."""

    application: Application
    secret: str | None


def register_application(
    *, actor: Actor, name: str, client_type: str, redirect_uris: Collection[str], project: Project | None = None
) -> RegisteredApplication:
    """Register the application for one project, or for all projects of each person.

    A manager may do the first, an administrator the second. Raises InvalidValue (name, client_type, redirect_uris),
    NotAllowed, NotFound.
    """
    if project is None:
        authorize_organization(actor=actor)
    else:
        authorize(actor=actor, action=Action.MANAGE_APPLICATIONS, project_id=project.pk)
    check_name(name)
    _check(client_type=client_type, redirect_uris=redirect_uris)
    secret = generate_client_secret() if client_type == Application.CLIENT_CONFIDENTIAL else None
    # Hashing takes long, so it comes before the transaction. The library does not hash what is a hash.
    hashed = "" if secret is None else make_password(secret)
    with transaction.atomic():
        application = Application.objects.create(
            name=name,
            project=project,
            client_type=client_type,
            client_secret=hashed,
            # The library would hash an empty secret too, and then accept an empty secret as the right one.
            hash_client_secret=secret is not None,
            authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
            # Each URL once, in the given order.
            redirect_uris=" ".join(dict.fromkeys(redirect_uris)),
            created_by=actor.user,
        )
        record(
            actor=actor,
            verb=Verb.APPLICATION_REGISTERED,
            project_id=application.project_id,
            registered=application.pk,
            name=name,
            client_type=client_type,
            redirect_uris=list(application.redirect_uri_list),
        )
    return RegisteredApplication(application=application, secret=secret)


def _check(*, client_type: str, redirect_uris: Collection[str]) -> None:
    types = (Application.CLIENT_PUBLIC, Application.CLIENT_CONFIDENTIAL)
    if client_type not in types:
        raise InvalidValue(f"client_type must be one of {', '.join(types)}.", field="client_type")
    if not 0 < len(redirect_uris) <= MOST_REDIRECT_URIS:
        raise InvalidValue(f"redirect_uris must have 1 to {MOST_REDIRECT_URIS} URLs.", field="redirect_uris")
    for uri in redirect_uris:
        if not is_allowed_redirect_uri(uri):
            raise InvalidValue(
                f"redirect_uris: {uri} is not allowed. Use absolute https URLs without a fragment. If the setting "
                "OAUTH_LOOPBACK is on, you can also use http://127.0.0.1 and http://localhost.",
                field="redirect_uris",
            )
