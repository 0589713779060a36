"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.desk import views
from loa.desk.imports import views as imports

app_name = "desk"
urlpatterns = [
    path("", views.today_screen, name="today"),
    path("app.webmanifest", views.desk_manifest, name="manifest"),
    path("help/", views.help_screen, name="help"),
    path("session/", views.keep_session, name="session"),
    path("signed-in/", views.signed_in, name="signed_in"),
    path("import/<slug:kind>/", imports.upload, name="import"),
    path("import/<slug:kind>/sample/", imports.sample, name="import_sample"),
    path("import/<slug:kind>/<uuid:file_id>/", imports.preview, name="import_preview"),
    path("import/<slug:kind>/<uuid:file_id>/errors/", imports.errors, name="import_errors"),
    path("components/", views.components, name="components"),
]
