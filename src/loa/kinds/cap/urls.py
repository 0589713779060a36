"""Addresses of alerts and their feeds; they never change."""

from __future__ import annotations

from django.urls import path

from loa.kinds.cap import views

app_name = "cap"
urlpatterns = [
    path("<str:name>", views.feed, name="site"),
    path("<int:account_id>/<str:name>", views.feed, name="feed"),
    path("<int:account_id>/alerts/<str:name>.xml", views.alert, name="alert"),
]
