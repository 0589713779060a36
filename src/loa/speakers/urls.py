"""Addresses of the room on the desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "speakers"
urlpatterns: list[URLPattern | URLResolver] = []
