"""Registers the room with Django."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "loa.figures"
    label = "figures"

    def ready(self) -> None:
        """Put the page of figures into the menu, its acts into the journal's words, its rows into the files' list."""
        from loa.figures import shell_items
        from loa.files import slots
        from loa.journal import wording
        from loa.web import shell

        shell.register_nav(shell_items.NAV)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
        slots.register_purpose(shell_items.ROWS, may_read=shell_items.may_read_rows)
