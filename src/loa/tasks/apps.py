"""Registers the room with Django."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "loa.tasks"
    label = "tasks"

    def ready(self) -> None:
        """Offer the room's figures."""
        from loa.figures import registry
        from loa.tasks.figures import DEFINITIONS

        registry.register(*DEFINITIONS)
