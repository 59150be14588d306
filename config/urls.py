"""The URLs of the server."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config import urls_v1, urls_v3
from versioning.api import docs
from versioning.api.file_serving import serve_file
from versioning.ops.security_txt import security_txt
from versioning.web import guides
from versioning.web.notices import letters
from versioning.web.settings import invitations, passwords, signing_in

urlpatterns: list[URLPattern | URLResolver] = [
    # The APIs come first, because they get most requests and the first match wins.
    *urls_v1.urlpatterns,
    *urls_v3.urlpatterns,
    path("files/<uuid:pk>/<path:name>", serve_file, name="file"),
    path("admin/", admin.site.urls),
    path("docs/", docs.ReferenceView.as_view(), name="docs"),
    path("docs/tour/", docs.tour, name="tour"),
    path("docs/v3/", docs.V3ReferenceView.as_view(), name="docs_v3"),
    path("docs/openapi", docs.SchemaView.as_view(patterns=urls_v1.urlpatterns), name="schema"),
    path("docs/openapi/v3", docs.V3SchemaView.as_view(patterns=urls_v3.urlpatterns), name="schema_v3"),
    path("docs/errors/", docs.error_index, name="errors"),
    path("docs/errors/<slug:name>", docs.error_page, name="error"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("docs/images/<slug:name>.png", guides.guide_image, name="guide-image"),
    path("docs/<slug:name>/", guides.guide_page, name="guide"),
    path("sign-in/", signing_in.SignInView.as_view(), name="sign-in"),
    path("sign-out/", signing_in.SignOutView.as_view(), name="sign-out"),
    path("password/", passwords.ForgottenPage.as_view(), name="forgotten-password"),
    path("password/<str:uidb64>/<str:token>/", passwords.SetPasswordPage.as_view(), name="set-password"),
    path("invitations/<str:token>/", invitations.InvitationPage.as_view(), name="invitation"),
    path("unsubscribe/<str:token>/", letters.UnsubscribePage.as_view(), name="unsubscribe"),
    path("", include("config.urls_oauth")),
    path("", include("versioning.web.urls")),
]

handler500 = "versioning.ops.views.server_error"
