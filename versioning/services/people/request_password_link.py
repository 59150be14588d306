"""Send a link to set a new password to whoever has the address."""

from versioning.services.kernel.delivery.jobs import enqueue
from versioning.services.people._addresses import checked_address
from versioning.services.people.letters import PASSWORD_MAIL


def request_password_link(*, email: str) -> None:
    """Ask a job for it. The job alone looks for accounts, so that neither answer nor time tells whether there is one.

    Raises InvalidValue (email).
    """
    enqueue(PASSWORD_MAIL, {"email": checked_address(email)})
