"""Registers the room with Django."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "loa.delivery"
    label = "delivery"

    def ready(self) -> None:
        """Put the ledger into the menu and onto the first screen."""
        from loa.delivery import shell_items
        from loa.journal import wording
        from loa.web import shell, today

        shell.register_nav(shell_items.NAV)
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
