"""Registers the room with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "loa.web"
    label = "web"
