"""Registers the room with Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "loa.files"
    label = "files"
