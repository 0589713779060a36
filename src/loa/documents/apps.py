"""Registers the room with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "loa.documents"
    label = "documents"

    def ready(self) -> None:
        """Put documents into the menu, onto the first screen, into the journal's and the clocks' words; name its files.

        Copies follow reforms of bodies.
        """
        from loa.clocks import slots
        from loa.documents import circulation_items, files, shell_items
        from loa.documents.actions import circulating
        from loa.documents.figures import DEFINITIONS
        from loa.documents.searching import DOCUMENTS, RECEIVED
        from loa.figures import registry
        from loa.journal import wording
        from loa.search import slots as search
        from loa.units import slots as units
        from loa.web import shell, today

        shell.register_nav(*shell_items.NAV, *circulation_items.NAV)
        today.register(shell_items.today_items)
        today.register(circulation_items.today_items)
        wording.register({**shell_items.VERBS, **circulation_items.VERBS})
        wording.register_things({**shell_items.THINGS, **circulation_items.THINGS})
        slots.register_purposes(shell_items.PURPOSES)
        files.register()
        units.on_body_change(circulating.follow_reform)
        registry.register(*DEFINITIONS)
        search.register(DOCUMENTS, RECEIVED)
