"""Addresses that devices call; each request is signed by its device (`loa_wire.http`), no session, no cookie."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "device"
urlpatterns: list[URLPattern | URLResolver] = []
