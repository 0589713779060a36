"""Registers the room with Django."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "loa.clocks"
    label = "clocks"

    def ready(self) -> None:
        """Put roster and calendar into the menu and say what the room's verbs mean."""
        from loa.clocks import shell_items
        from loa.journal import wording
        from loa.web import shell, today

        shell.register_nav(*shell_items.NAV)
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
