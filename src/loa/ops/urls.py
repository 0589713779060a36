"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.ops.views import charter, health

app_name = "ops"
urlpatterns = [
    path("healthz", health, name="health"),
    path("charter/", charter, name="charter"),
]
