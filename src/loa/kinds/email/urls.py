"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.kinds.email import views

app_name = "email"
urlpatterns = [
    path("<int:account_id>/", views.show, name="show"),
    path("<int:account_id>/mailbox/", views.mailbox, name="mailbox"),
    path("<int:account_id>/mailbox/remove/", views.remove, name="remove"),
    path("<int:account_id>/read/", views.read, name="read"),
]
