"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.audience import views

app_name = "audience"
urlpatterns = [
    path("", views.areas, name="areas"),
    path("list/", views.subscribers, name="subscribers"),
    path("find/", views.find, name="find"),
    path("<int:subscriber_id>/lift/", views.lift, name="lift"),
    path("<int:subscriber_id>/erase/", views.erase, name="erase"),
]
