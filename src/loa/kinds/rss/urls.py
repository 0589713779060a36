"""Addresses of the feeds; they never change."""

from __future__ import annotations

from django.urls import path

from loa.kinds.rss import views

app_name = "rss"
urlpatterns = [
    path("<str:name>", views.feed, name="site"),
    path("<int:account_id>/<str:name>", views.feed, name="feed"),
]
