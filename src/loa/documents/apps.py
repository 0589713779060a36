"""Registers the room with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "loa.documents"
    label = "documents"

    def ready(self) -> None:
        """Offer the room's figures."""
        from loa.documents.figures import DEFINITIONS
        from loa.figures import registry

        registry.register(*DEFINITIONS)
