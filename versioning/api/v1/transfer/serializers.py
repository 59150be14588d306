"""The bodies, queries and answers of imports and exports."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers

from versioning.api.strict_serializers import ShortListField, StrictSerializer
from versioning.api.v1.delivery.jobs import ProgressSerializer
from versioning.api.v1.fields import PersonSerializer, SecondsField
from versioning.models import Transfer
from versioning.services.transfer.import_git import DEFAULT_PATHS, DEFAULT_REF
from versioning.services.transfer.import_zip import CONTENT_TYPES

EXPORTS = (Transfer.Kind.BUNDLE_OUT, Transfer.Kind.PROJECT_OUT)
_MOST_PATTERNS, _MOST_AUTHORS = 100, 500
_LAYOUTS = [layout for layout in Transfer.Layout.values if layout]


def _patterns(default: Sequence[str] = ()) -> ShortListField:
    return ShortListField(
        child=serializers.CharField(max_length=1000), max_length=_MOST_PATTERNS, default=list(default)
    )


class LeftOutSerializer(serializers.Serializer[Any]):
    what = serializers.CharField(help_text="The file, or the person of a project file.")
    why = serializers.CharField()


class ForeseenDocumentSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    place = serializers.CharField(help_text="The titles of the categories around it, such as `Guides / Install`.")
    file = serializers.CharField(help_text="Empty for a category without a text.")
    document = serializers.CharField(help_text="The identifier of the document, or empty for a new one.")


class ForeseenSerializer(serializers.Serializer[Any]):
    what = serializers.CharField(help_text="As in `counts`, such as `new documents`.")
    count = serializers.IntegerField()
    documents = ForeseenDocumentSerializer(many=True, help_text="The first 300.")


class TransferSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    project_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Transfer.Kind.choices)
    status = serializers.ChoiceField(choices=Transfer.Status.choices)
    dry_run = serializers.BooleanField(
        source="is_rehearsal", help_text="True: it says what an import would do, and imports nothing."
    )
    file_name = serializers.CharField()
    created_at = SecondsField()
    started_by = PersonSerializer()
    finished_at = SecondsField(allow_null=True)
    job_id = serializers.UUIDField(allow_null=True)
    progress = ProgressSerializer(source="job.steps", allow_null=True, help_text="Null while it waits.")
    counts = serializers.DictField(
        source="summary", child=serializers.IntegerField(), help_text="What it did, by the words that the desk shows."
    )
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="How the file was read, such as `Read as a site of MkDocs.`"
    )
    foreseen = ForeseenSerializer(
        many=True, help_text="What an import would do with each document, if this is a dry run. Otherwise empty."
    )
    left_out = serializers.SerializerMethodField(help_text="The files that were left out, 1000 at most.")
    fault = serializers.CharField(help_text="Why it failed. Otherwise empty.")

    @extend_schema_field(LeftOutSerializer(many=True))
    def get_left_out(self, transfer: Transfer) -> list[dict[str, str]]:
        return [{"what": what, "why": why} for what, why in transfer.refusals]


class ExportSerializer(StrictSerializer):
    project = serializers.CharField(max_length=100, help_text="A project's slug or ID.")
    kind = serializers.ChoiceField(
        choices=[(str(kind.value), kind.label) for kind in EXPORTS],
        help_text="`bundle_out` is the history as a git bundle, `project_out` a project file with everything.",
    )


class ImportQuery(StrictSerializer):
    """The query of an import, whose body is the file."""

    project = serializers.CharField(max_length=100)
    name = serializers.CharField(max_length=2000)
    dry_run = serializers.ChoiceField(("true", "false"), default="false")
    ref = serializers.CharField(max_length=255, default=DEFAULT_REF)
    paths = _patterns(DEFAULT_PATHS)
    files = _patterns()
    authors = ShortListField(child=serializers.CharField(max_length=600), max_length=_MOST_AUTHORS, default=list)
    layout = serializers.ChoiceField(_LAYOUTS, default="")
    names = serializers.CharField(max_length=40, default="")
    product = serializers.ChoiceField(Transfer.Product.values, default="")
    html_as = serializers.ChoiceField(CONTENT_TYPES, default=CONTENT_TYPES[0])

    def validate_authors(self, pairs: list[str]) -> dict[str, str]:
        """Return the user names by the email addresses. An address may hold an equals sign, a user name may not."""
        authors: dict[str, str] = {}
        for pair in pairs:
            email, equals, username = (part.strip() for part in pair.rpartition("="))
            if not (email and equals and username):
                raise serializers.ValidationError(f"Write an author, an equals sign and a username, not {pair!r}.")
            if email in authors:
                raise serializers.ValidationError(f"The author {email} is named twice.")
            authors[email] = username
        return authors


IMPORT_QUERY = [
    OpenApiParameter("project", OpenApiTypes.STR, required=True, description="A project's slug or ID."),
    OpenApiParameter("name", OpenApiTypes.STR, required=True, description="The file's name, for people."),
    OpenApiParameter(
        "dry_run", OpenApiTypes.BOOL, description="True: say what the import would do, and import nothing."
    ),
    OpenApiParameter("ref", OpenApiTypes.STR, description="Of a git bundle: the branch or tag. Default: `main`."),
    OpenApiParameter(
        "paths", OpenApiTypes.STR, many=True, description="Of a git bundle: a pattern of its texts. Default: `**/*.md`."
    ),
    OpenApiParameter(
        "files", OpenApiTypes.STR, many=True, description="A pattern of files to take along though no text has them."
    ),
    OpenApiParameter(
        "layout", OpenApiTypes.STR, enum=_LAYOUTS, description="How the texts lie in their folders. Default: found out."
    ),
    OpenApiParameter(
        "names", OpenApiTypes.STR, description="Of a zip: the encoding of file names that do not say it, such as `gbk`."
    ),
    OpenApiParameter(
        "product", OpenApiTypes.STR, enum=Transfer.Product.values, description="What wrote a zip. Default: found out."
    ),
    OpenApiParameter(
        "html_as", OpenApiTypes.STR, enum=CONTENT_TYPES, description="What HTML becomes. Default: `markdown`."
    ),
    OpenApiParameter(
        "authors",
        OpenApiTypes.STR,
        many=True,
        description="`ana@example.org=ana`: this member wrote what the address wrote. For a project file: `ana=ana.b`.",
    ),
]
