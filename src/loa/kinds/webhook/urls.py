"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.kinds.webhook import views

app_name = "webhook"
urlpatterns = [
    path("", views.list_endpoints, name="list"),
    path("new/", views.register, name="register"),
    path("<int:endpoint_id>/", views.show, name="show"),
    path("<int:endpoint_id>/change/", views.change, name="change"),
    path("<int:endpoint_id>/rotate/", views.rotate, name="rotate"),
    path("<int:endpoint_id>/pause/", views.pause, name="pause"),
    path("<int:endpoint_id>/resume/", views.resume, name="resume"),
    path("<int:endpoint_id>/close/", views.close, name="close"),
    path("<int:endpoint_id>/ping/", views.ping, name="ping"),
    path("<int:endpoint_id>/deliveries/<int:delivery_id>/replay/", views.replay, name="replay"),
]
