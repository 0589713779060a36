"""Registers the room with Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "loa.journal"
    label = "journal"
