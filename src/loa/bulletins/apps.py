"""Registers the room with Django."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "loa.bulletins"
    label = "bulletins"

    def ready(self) -> None:
        """Put bulletins into the menu, onto the first screen, into the journal's and the clocks' words, onto run sheets."""
        from loa.bulletins import files, shell_items
        from loa.bulletins.actions import telling
        from loa.bulletins.queries.public import mendings
        from loa.bulletins.searching import BULLETINS
        from loa.clocks import slots
        from loa.journal import slots as journal
        from loa.journal import wording
        from loa.kinds.manual.slots import register_mendings
        from loa.search import slots as search
        from loa.web import shell, today

        shell.register_nav(shell_items.NAV, shell_items.SPEAK)
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
        slots.register_purposes(shell_items.PURPOSES)
        journal.on_entry(telling.STOPPED, telling.tell_stopped)
        register_mendings(mendings)
        files.register()
        search.register(BULLETINS)
