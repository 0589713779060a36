"""Addresses that devices call; each request is signed by its device (`loa_wire.http`), no session, no cookie."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from loa.speakers.views import device, enrol, foreign

app_name = "device"
urlpatterns: list[URLPattern | URLResolver] = [
    path("exchange/", device.exchange_words, name="exchange"),
    path("audio/<str:sha256>/", device.audio, name="audio"),
    path("poll/<str:ticket>/", foreign.poll, name="poll"),
    path("sound/<str:ticket>/<str:sha256>/", foreign.sound, name="sound"),
    path("enrol/", enrol.enrol, name="enrol"),
]
