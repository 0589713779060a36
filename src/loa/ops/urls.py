"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.ops.views import health

app_name = "ops"
urlpatterns = [path("healthz", health, name="health")]
