"""Registers the room with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "loa.documents"
    label = "documents"

    def ready(self) -> None:
        """Put circulation into the menu and onto the first screen; let copies follow reforms of bodies."""
        from loa.documents import circulation_items
        from loa.documents.actions import circulating
        from loa.documents.queries import circulation, visible
        from loa.journal import slots, wording
        from loa.web import shell, today

        visible.WAYS.append(circulation.received)
        shell.register_nav(*circulation_items.NAV)
        today.register(circulation_items.today_items)
        wording.register(circulation_items.VERBS)
        wording.register_things(circulation_items.THINGS)
        slots.on_entry(circulating.REFORMS, circulating.on_reform)
