"""Addresses that devices call; each request is signed by its device (`loa_wire.http`), no session, no cookie."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from loa.speakers.views import device

app_name = "device"
urlpatterns: list[URLPattern | URLResolver] = [
    path("exchange/", device.exchange_words, name="exchange"),
    re_path(r"^audio/(?P<sha256>[0-9a-f]{64})/$", device.audio, name="audio"),
]
