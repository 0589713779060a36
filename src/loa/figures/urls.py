"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.figures.views import figures, snapshots

app_name = "figures"
urlpatterns = [
    path("", figures.show_figures, name="figures"),
    path("freeze/", figures.freeze, name="freeze"),
    path("snapshots/<int:snapshot_id>/", snapshots.show_snapshot, name="snapshot"),
    path("<str:key>/", figures.show_rows, name="rows"),
]
