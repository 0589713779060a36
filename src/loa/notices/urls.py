"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.list_notices, name="list"),
    path("clear/", views.clear, name="clear"),
    path("device/on/", views.device_on, name="device_on"),
    path("device/off/", views.device_off, name="device_off"),
    path("paths/", views.paths, name="paths"),
]
