"""Registers the room with Django, and its pages with the layer that answers from memory."""

from django.apps import AppConfig

from loa.web import quick


class PortalConfig(AppConfig):
    name = "loa.portal"
    label = "portal"

    def ready(self) -> None:
        """Name the pages that look the same to everybody, and say what ends next on them."""
        from loa.portal.queries.reading import next_end
        from loa.portal.quick import QUICK

        quick.register(*QUICK)
        quick.tell_ends(next_end)
