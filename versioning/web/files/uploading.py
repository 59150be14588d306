"""`/projects/<slug>/files/upload`: add files to a folder."""

from django.http import HttpRequest, HttpResponse

from versioning.exceptions import VersioningError
from versioning.models import Folder
from versioning.policies import Action, authorize
from versioning.services.files.upload_to_folder import upload_to_folder
from versioning.services.lookups import find_folder
from versioning.web.desk import SeeOther
from versioning.web.files.pages import FilesFilter, FilesView
from versioning.web.toasts import toast

# In one request. The form says so.
MOST_FILES = 50


class UploadFilesView(FilesView):
    """Upload files into the folder of the address. One that is refused does not keep the others out."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        authorize(actor=self.actor, action=Action.UPLOAD_FILE, project_id=self.project.pk)
        form = FilesFilter(request.GET)
        key = form.cleaned_data["folder"] if form.is_valid() else None
        folder = None if key is None else find_folder(project=self.project, pk=key)
        self._upload(folder)
        query = "" if folder is None else f"?folder={folder.pk}"
        return SeeOther(f"{self.default_back}{query}")

    def _upload(self, folder: Folder | None) -> None:
        sent = self.request.FILES.getlist("files")
        if not sent:
            toast(self.request, "Choose a file, then upload it.")
        if len(sent) > MOST_FILES:
            toast(self.request, f"Choose at most {MOST_FILES} files.")
            return
        stored = 0
        for each in sent:
            try:
                upload_to_folder(
                    actor=self.actor, project=self.project, folder=folder, name=each.name or "", pieces=each.chunks()
                )
                stored += 1
            except VersioningError as refusal:
                toast(self.request, f"{each.name} was not uploaded. {refusal.message}")
        if stored:
            toast(self.request, f"Uploaded {stored} {'file' if stored == 1 else 'files'}.")
