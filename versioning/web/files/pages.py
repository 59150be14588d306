"""`/projects/<slug>/files/`: the files of a project, where each one is used, trash and restore."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from versioning.exceptions import AlreadyExists, FileInUse, InvalidValue, NotFound
from versioning.models import File, FileCount, Folder, Project
from versioning.models.files.file import FileQuerySet
from versioning.models.limits import NAME_LENGTH
from versioning.models.sql.keyset import Keyset
from versioning.policies import Action, decide
from versioning.services.files.describe_file import describe_file
from versioning.services.files.list_uses import list_uses
from versioning.services.files.move_file import move_file
from versioning.services.files.restore_file import restore_file
from versioning.services.files.trash_file import trash_file
from versioning.services.folders.create_folder import create_folder
from versioning.services.folders.delete_folder import delete_folder
from versioning.services.lookups import find_file, find_folder, find_project
from versioning.web.desk import DeskView, SeeOther
from versioning.web.forms import PlainForm, ServiceForm
from versioning.web.toasts import toast

PAGE = 48
# Versions on the page of a file.
MOST_USES = 100
LARGEST = 5
UNUSED, TRASHED = "unused", "trash"


class FilesFilter(PlainForm):
    """The query string of the page. Every field is optional."""

    q = forms.CharField(max_length=200, required=False, label="Name or description")
    state = forms.ChoiceField(
        choices=[("", "All"), (UNUSED, "Not used"), (TRASHED, "In the trash")], required=False, label="Status"
    )
    kind = forms.ChoiceField(
        choices=[("", "All types"), ("image/*", "Pictures"), ("application/*", "Documents and archives"),
                 ("video/*", "Video"), ("audio/*", "Audio"), ("text/*", "Text")],
        required=False,
        label="Type",
    )  # fmt: skip
    folder = forms.UUIDField(required=False, widget=forms.HiddenInput)
    cursor = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def is_filtered(self) -> bool:
        return any(self.data.get(name) for name in ("q", "state", "kind"))

    def narrow(self, files: FileQuerySet) -> FileQuerySet:
        values = self.cleaned_data
        files = files.trashed() if values["state"] == TRASHED else files.present()
        files = files.unused() if values["state"] == UNUSED else files
        files = files.of_media_type(values["kind"]) if values["kind"] else files
        return files.named_like(values["q"]) if values["q"] else files


class FilesView(DeskView):
    """A page of a project's files."""

    @cached_property
    def project(self) -> Project:
        return find_project(actor=self.actor, reference=self.kwargs["slug"])

    @property
    def default_back(self) -> str:
        return reverse("desk:files", args=(self.kwargs["slug"],))

    def find(self, pk: UUID) -> File:
        """Return the file of this project. Raises NotFound."""
        file = find_file(actor=self.actor, pk=pk)
        if file.project_id != self.project.pk:
            raise NotFound
        return file

    def may(self, action: Action) -> Any:
        return decide(actor=self.actor, action=action, project_id=self.project.pk)


class FolderForm(ServiceForm):
    name = forms.CharField(max_length=NAME_LENGTH, label="New folder")


class FilesPage(FilesView):
    """A folder with its files, newest first, or what the filters find. A POST creates a folder in it."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show(FolderForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form, place = FolderForm(request.POST), FilesFilter(request.GET)
        folder = self._folder(place)
        if form.is_valid() and place.is_valid():
            try:
                made = create_folder(
                    actor=self.actor, project=self.project, name=form.cleaned_data["name"], parent=folder
                )
                return SeeOther(f"{self.default_back}?folder={made.pk}")
            except (AlreadyExists, InvalidValue) as refusal:
                form.refuse(refusal)
        return self._show(form, status=422)

    def _show(self, new_folder: FolderForm, *, status: int = 200) -> HttpResponse:
        form = FilesFilter(self.request.GET)
        folder = self._folder(form)
        files, more = self._page(form, folder)
        # A filter at the top finds files in all folders.
        folders = [] if form.is_filtered else list(self.project.folders.filter(parent=folder).in_order())
        return self.page(
            "desk/files/index.html",
            status=status if form.is_valid() else 422,
            project=self.project,
            form=form,
            folder=folder,
            path=Folder.objects.path_to(folder),
            folders=folders,
            new_folder=new_folder,
            may_upload=self.may(Action.UPLOAD_FILE),
            may_trash=self.may(Action.TRASH_FILE),
            files=files,
            more=more,
            room=self._room(),
            quota=settings.QUOTA_PROJECT_FILE_BYTES,
            is_filtered=form.is_filtered,
        )

    def _room(self) -> dict[str, Any]:
        """Return how many bytes the files take, and the largest ones."""
        largest = File.objects.filter(project=self.project).order_by("-size").values("pk", "name", "size")
        return {"bytes": FileCount.objects.stored_bytes(self.project.pk), "largest": largest[:LARGEST]}

    def _folder(self, form: FilesFilter) -> Folder | None:
        """Return the folder of the address, or None for the top. Raises NotFound."""
        key = form.cleaned_data["folder"] if form.is_valid() else None
        return None if key is None else find_folder(project=self.project, pk=key)

    def _page(self, form: FilesFilter, folder: Folder | None) -> tuple[list[File], str | None]:
        if not form.is_valid():
            return [], None
        rows = File.objects.filter(project=self.project)
        if folder is not None or not form.is_filtered:
            rows = File.objects.in_folder(folder, project_id=self.project.pk)
        rows = form.narrow(rows).select_related("created_by")
        filters = [(name, form.cleaned_data[name]) for name in ("q", "state", "kind", "folder")]
        keyset = Keyset.of_list(self.request.path, filters=filters, order=("-id",))
        try:
            files, more = keyset.page(rows, size=PAGE, cursor=form.cleaned_data["cursor"] or None)
        except InvalidValue as refusal:
            form.add_error("cursor", refusal.message)
            return [], None
        return list(files), more


class DeleteFolderView(FilesView):
    """Delete a folder, with its files."""

    def post(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        folder = find_folder(project=self.project, pk=pk)
        if folder is None:
            raise NotFound
        try:
            files = delete_folder(actor=self.actor, folder=folder)
        except FileInUse as refusal:
            toast(request, refusal.message)
            return SeeOther(f"{self.default_back}?folder={pk}")
        toast(request, f"Deleted the folder {folder.name}. Files moved to the trash: {files}.")
        return SeeOther(self.default_back)


class MoveFileView(FilesView):
    """Move a file to another folder."""

    def post(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        file, form = self.find(pk), MoveForm(request.POST, project=self.project)
        if not form.is_valid():
            raise NotFound
        move_file(actor=self.actor, file=file, folder=form.cleaned_data["folder"])
        toast(request, f"Moved {file.name}.")
        return SeeOther(reverse("desk:file", args=(slug, pk)))


class MoveForm(PlainForm):
    folder = forms.ModelChoiceField(Folder.objects.none(), required=False, label="Folder", empty_label="Files (top)")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["folder"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  it is declared above
        field.queryset = project.folders.in_order()


class DescriptionForm(PlainForm):
    alt_text = forms.CharField(max_length=1000, required=False, label="Description for people who can't see it")


class FilePage(FilesView):
    """One file, with the versions that use it. A POST changes its description."""

    def get(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        return self._show(self.find(pk))

    def post(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        file, form = self.find(pk), DescriptionForm(request.POST)
        if not form.is_valid():
            return self._show(file, form=form, status=422)
        describe_file(actor=self.actor, file=file, alt_text=form.cleaned_data["alt_text"])
        toast(request, "Saved the description.")
        return SeeOther(reverse("desk:file", args=(slug, pk)))

    def _show(self, file: File, *, form: DescriptionForm | None = None, status: int = 200) -> HttpResponse:
        return self.page(
            "desk/files/file.html",
            status=status,
            project=self.project,
            file=file,
            uses=list(list_uses(file)[:MOST_USES]),
            form=form or DescriptionForm(initial={"alt_text": file.alt_text}),
            path=Folder.objects.path_to(file.folder),
            move_form=self._move_form(file),
            may_describe=self.may(Action.UPLOAD_FILE),
            may_trash=self.may(Action.TRASH_FILE),
            may_replace=self.may(Action.SAVE),
        )

    def _move_form(self, file: File) -> MoveForm | None:
        """Return the form, or None if the project has no folders."""
        if not self.project.folders.exists():
            return None
        return MoveForm(project=self.project, initial={"folder": file.folder_id})


class TrashFileView(FilesView):
    """Move a file to the trash."""

    def post(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        file = self.find(pk)
        try:
            trash_file(actor=self.actor, file=file)
        except FileInUse as refusal:
            toast(request, refusal.message)
            return SeeOther(reverse("desk:file", args=(slug, pk)))
        toast(request, f"Moved {file.name} to the trash.")
        return SeeOther(self.default_back)


class RestoreFileView(FilesView):
    """Take a file out of the trash."""

    def post(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        file = restore_file(actor=self.actor, file=self.find(pk))
        toast(request, f"Restored {file.name}.")
        return SeeOther(reverse("desk:file", args=(slug, pk)))
