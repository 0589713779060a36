"""Registers the room with Django."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "loa.clocks"
    label = "clocks"
