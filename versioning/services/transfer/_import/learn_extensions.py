"""Turn on the extensions of Markdown that the texts of an import use."""

from collections.abc import Iterable

from versioning.models import Actor, Project, Verb
from versioning.services.kernel.recording import record
from versioning.text.render.dialects.extensions import DEFAULT, LABELS, Extensions, extensions_in


class ExtensionsFound:
    """The extensions that the texts so far use."""

    def __init__(self) -> None:
        self.names: Extensions = DEFAULT

    def look_through(self, texts: Iterable[str]) -> None:
        """Add those that these texts use. Nothing is searched once all are found."""
        for text in texts:
            if len(self.names) == len(LABELS):
                return
            self.names |= extensions_in(text)


def turn_on_extensions(*, actor: Actor, project: Project, found: ExtensionsFound) -> None:
    """Turn these on for a project that nobody chose any for. Call it in a transaction."""
    names = sorted(found.names)
    unchosen = Project.objects.filter(pk=project.pk, markdown_extensions__isnull=True)
    if found.names != DEFAULT and unchosen.update(markdown_extensions=names):
        record(actor=actor, verb=Verb.PROJECT_UPDATED, project_id=project.pk, changes={"markdown_extensions": names})
