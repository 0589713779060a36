"""Registers the room with Django."""

from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "loa.kinds.email"
    label = "email"
