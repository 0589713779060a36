"""Registers the room with Django."""

from django.apps import AppConfig


class ManualConfig(AppConfig):
    name = "loa.kinds.manual"
    label = "manual"
