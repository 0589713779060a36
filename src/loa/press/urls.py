"""Addresses of the newsroom, of stories, counts and signals."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "press"
urlpatterns: list[URLPattern] = []
