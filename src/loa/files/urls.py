"""Addresses of stored files."""

from __future__ import annotations

from django.urls import path

from loa.files import views

app_name = "files"
urlpatterns = [path("files/<uuid:file_id>/", views.serve, name="file")]
