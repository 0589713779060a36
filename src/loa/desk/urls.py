"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.today_screen, name="today"),
    path("help/", views.help_screen, name="help"),
    path("session/", views.keep_session, name="session"),
    path("signed-in/", views.signed_in, name="signed_in"),
    path("components/", views.components, name="components"),
]
