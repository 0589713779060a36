"""Registers the room with Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "loa.files"
    label = "files"

    def ready(self) -> None:
        """Say where the keys of private files lie."""
        from loa.files.models import StoredFile
        from loa.files.vault import about_file
        from loa.journal import sealed

        sealed.register(sealed.Column(StoredFile, "wrapped_key", about_file, holds_key=True))
