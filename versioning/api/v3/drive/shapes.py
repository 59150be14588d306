"""Queries, bodies and answers of the Drive, with the members of Document360's pages."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from versioning.api.strict_serializers import ShortListField
from versioning.api.v3.inputs import Flag, Identifier, Int32, Text, V3Body
from versioning.api.v3.outputs import Address, Nullable, Reference
from versioning.api.v3.pagination import PageQuery
from versioning.api.v3.schema import PaginationSerializer
from versioning.models.files.attachment import ADDRESS_LENGTH, SIZE_LENGTH, TYPE_LENGTH
from versioning.models.files.file_tag import MOST_TAGS, TAG_LENGTH
from versioning.models.files.folder import COLOR_LENGTH
from versioning.models.limits import NAME_LENGTH

COLOR_HELP = "`#` and six hexadecimal digits."
LARGEST_LIST = 100


class TagSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class DriveFileSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    file_name = serializers.CharField()
    file_type = serializers.CharField(help_text="The media type, which is read from the bytes.")
    file_url = serializers.URLField(help_text="Needs the token, as every call does.")
    modified_at = serializers.DateTimeField()
    updated_by = serializers.UUIDField(help_text="The ID of the user who uploaded it.")
    size = serializers.CharField(help_text="In words, such as `3.1 MB`.")
    height = Nullable(help_text="In pixels. Null unless the file is a picture.")
    width = Nullable(help_text="In pixels. Null unless the file is a picture.")
    parent_folder_id = serializers.UUIDField()
    title = serializers.CharField(help_text="The file name without its extension.")
    alternative_text = Nullable()
    tags = TagSerializer(many=True)
    thumbnail_url = Address(help_text="A small copy of a picture. Null for other files.")
    is_starred = serializers.BooleanField(help_text="Always false.")


class FolderSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    parent_folder_id = Reference(help_text="Null: top level.")
    items_count = serializers.IntegerField(help_text="The number of files in this folder, without those below it.")
    created_at = serializers.DateTimeField()
    updated_by = Reference(help_text="Null for the default folder.")
    modified_at = serializers.DateTimeField()
    order = serializers.IntegerField()
    is_starred = serializers.BooleanField()

    # A serializer cannot nest itself. The field refers to the component by its name.
    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "sub_folders": SubFoldersField()}


class FolderDetailSerializer(FolderSerializer):
    files = DriveFileSerializer(many=True)
    files_pagination = PaginationSerializer()


@extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Folder"}})
class SubFoldersField(serializers.ListField):
    """Folders of the same shape."""


class AttachmentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    file_name = serializers.CharField()
    file_url = serializers.URLField()
    file_type = Nullable()
    size = Nullable()
    drive_file_id = Reference(help_text="Null for an address elsewhere.")
    media_folder_id = Reference(help_text="The folder of the file. Null for an address elsewhere.")
    created_at = serializers.DateTimeField()
    created_by = serializers.UUIDField()


class TaskStatusSerializer(serializers.Serializer[Any]):
    task_id = serializers.CharField()
    status = serializers.CharField()


class CreateFolderBody(V3Body):
    name = serializers.CharField(max_length=NAME_LENGTH)
    parent_folder_id = Identifier(help_text="Null or left out: top level.")
    folder_color = Text(max_length=COLOR_LENGTH, help_text=COLOR_HELP)


class UpdateFolderBody(V3Body):
    name = serializers.CharField(required=False, allow_null=True, max_length=NAME_LENGTH)
    order = Int32(allow_null=True)
    folder_color = Text(max_length=COLOR_LENGTH, help_text=COLOR_HELP)
    is_starred = Flag()


class CopyFileBody(V3Body):
    destination_folder_id = Identifier(required=True, allow_null=False)


class AddTagsBody(V3Body):
    tags = ShortListField(
        child=serializers.CharField(max_length=TAG_LENGTH),
        max_length=MOST_TAGS,
        allow_empty=False,
        help_text="Names of tags. New ones are created.",
    )


class AttachmentBody(V3Body):
    drive_file_id = Identifier(help_text="A file of the Drive. Send this or `file_url`.")
    media_folder_id = Identifier(help_text="The folder of the file. Required with `drive_file_id`.")
    file_url = Text(max_length=ADDRESS_LENGTH, help_text="An address elsewhere. Send this or `drive_file_id`.")
    file_name = Text(max_length=NAME_LENGTH, help_text="What readers see. Required with `file_url`.")
    size = Text(max_length=SIZE_LENGTH, help_text="Of an address elsewhere, in words.")
    file_type = Text(max_length=TYPE_LENGTH, help_text="Of an address elsewhere.")


class TagsQuery(serializers.Serializer[Any]):
    tag_ids = ShortListField(child=serializers.UUIDField(), max_length=LARGEST_LIST, allow_empty=False)


class SearchQuery(PageQuery):
    search_keyword = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Words of the name or the alternative text."
    )
    allow_images_only = serializers.BooleanField(default=False)
    user_ids = ShortListField(
        child=serializers.UUIDField(), required=False, max_length=LARGEST_LIST, help_text="Who uploaded the files."
    )
    filter_from_date = serializers.DateTimeField(required=False)
    filter_to_date = serializers.DateTimeField(required=False)
    filter_tags = ShortListField(
        child=serializers.UUIDField(), required=False, max_length=LARGEST_LIST, help_text="IDs of tags."
    )
