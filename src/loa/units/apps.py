"""Registers the room with Django, the desk's menu, the first screen and the words of the journal."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "loa.units"
    label = "units"

    def ready(self) -> None:
        """Put the room into the menu and say what its verbs mean."""
        from loa.journal import wording
        from loa.units import shell_items
        from loa.web import shell, today

        shell.register_nav(*shell_items.NAV)
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
