"""Registers the room with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "loa.documents"
    label = "documents"

    def ready(self) -> None:
        """Put documents into the menu, onto the first screen, into the journal's and the clocks' words; name its files."""
        from loa.clocks import slots
        from loa.documents import files, shell_items
        from loa.journal import wording
        from loa.web import shell, today

        shell.register_nav(*shell_items.NAV)
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
        slots.register_purposes(shell_items.PURPOSES)
        files.register()
