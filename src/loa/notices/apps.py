"""Registers the room with Django, the desk's menu and the first screen."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "loa.notices"
    label = "notices"

    def ready(self) -> None:
        """Put the bell into the menu and its count onto the first screen."""
        from loa.notices import shell_items
        from loa.web import shell, today

        shell.register_nav(shell_items.NAV)
        today.register(shell_items.today_items)
