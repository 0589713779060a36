"""Addresses that devices call; each request is signed by its device (`loa_wire.http`), no session, no cookie."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from loa.speakers.views import device, enrol

app_name = "device"
urlpatterns: list[URLPattern | URLResolver] = [
    path("exchange/", device.exchange_words, name="exchange"),
    path("audio/<str:sha256>/", device.audio, name="audio"),
    path("enrol/", enrol.enrol, name="enrol"),
]
