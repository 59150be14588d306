"""Beginning a text in another language."""

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Document, Draft, Language
from versioning.services.create_document import create_document


def translate_document(*, actor: Actor, original: Document, language: str, title: str, body: str = "") -> Draft:
    """The draft of version 1 of a new document, which stands where the original stands.

    Raises InvalidValue (a language that the project does not have), AlreadyExists (it was begun already).
    """
    if not Language.objects.filter(project=original.project_id, code=language).exists():
        raise InvalidValue(f"{language} is not one of the project's languages.", field="language")
    return create_document(
        actor=actor,
        workspace=original.workspace,
        kind=original.kind,
        title=title,
        body=body,
        slug=original.slug,
        language=language,
        translation_key=original.translation_key,
        parent_id=original.parent_id,
        order=original.order,
    )
