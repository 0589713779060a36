"""Registers the room with Django."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "loa.kinds.website"
    label = "website"
