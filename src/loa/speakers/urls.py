"""Addresses of the room on the desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from loa.speakers.views import reconcile

app_name = "speakers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("silent/", reconcile.silent, name="silent"),
    path("reconcile/", reconcile.day, name="reconcile"),
    path("reconcile/plays/", reconcile.plays, name="plays"),
    path("reconcile/plays.<str:kind>", reconcile.export, name="plays_file"),
    path("<int:cluster_id>/log/", reconcile.log, name="log"),
    path("proofs/<int:proof_id>/", reconcile.proof, name="proof"),
    path("proofs/<int:proof_id>/evidence/", reconcile.evidence, name="evidence"),
]
