"""Recognize the addresses of files that an export wrote."""

from versioning.models import File, Project
from versioning.models.files.text_origin import OWN_FILES
from versioning.text.file_addresses import files_in


def is_own_file(reference: str, *, project: Project) -> bool:
    """Return whether the address in a text is one of a file that the project has."""
    mentioned = files_in(reference) if reference.startswith(OWN_FILES) else frozenset()
    return bool(mentioned) and File.objects.present().filter(project=project, pk__in=mentioned).exists()
