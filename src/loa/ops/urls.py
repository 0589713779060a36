"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.ops import views

app_name = "ops"
urlpatterns = [
    path("healthz", views.health, name="health"),
    path("charter/", views.charter, name="charter"),
    path("desk/status/", views.status, name="status"),
    path("desk/status/part/", views.status_part, name="status_part"),
]
