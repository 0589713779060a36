"""Registers the room with Django."""

from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "loa.press"
    label = "press"

    def ready(self) -> None:
        """Put the newsroom and the sources into the menu, onto the first screen and into the journal's words; offer items to search."""
        from loa.figures import registry
        from loa.journal import wording
        from loa.press import shell_items, source_items
        from loa.press.figures import DEFINITIONS, saved_counts
        from loa.press.searching import ITEMS
        from loa.search import slots as search
        from loa.web import shell, today

        for items in (shell_items, source_items):
            shell.register_nav(*items.NAV)
            today.register(items.today_items)
            wording.register(items.VERBS)
            wording.register_things(items.THINGS)
        registry.register(*DEFINITIONS)
        registry.register_family("press.count", saved_counts)
        search.register(ITEMS)
