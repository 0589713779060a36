"""Registers the room with Django."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "loa.search"
    label = "search"

    def ready(self) -> None:
        """Put search into the menu, its acts into the journal's words."""
        from loa.journal import wording
        from loa.search import shell_items
        from loa.web import shell

        shell.register_nav(shell_items.NAV, shell_items.SYNONYMS)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
