"""Registers the room with Django."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "loa.delivery"
    label = "delivery"

    def ready(self) -> None:
        """Put the ledger into the menu, onto the first screen and among the totals by unit."""
        from loa.delivery import queries, shell_items
        from loa.journal import wording
        from loa.units import totals
        from loa.web import shell, today

        shell.register_nav(shell_items.NAV)
        totals.register(totals.Total("reached", shell_items.REACHED, queries.count_reached))
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
