"""Registers the room with Django."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "loa.ops"
    label = "ops"
