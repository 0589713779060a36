"""Registers the room with Django, the desk's menu and the first screen."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "loa.notices"
    label = "notices"

    def ready(self) -> None:
        """Put the bell into the menu and its count onto the first screen; listen to what staff are told of."""
        from loa.channels import slots as channels
        from loa.clocks import slots
        from loa.journal import slots as journal
        from loa.journal import wording
        from loa.notices import calls, shell_items, told
        from loa.web import shell, today

        wording.register({"notices.paths_chosen": shell_items.PATHS_CHOSEN})
        slots.on_escalation(calls.on_escalation)
        channels.on_trouble(calls.on_trouble)
        journal.on_entry(told.RIGHTS, told.on_rights)
        journal.on_entry(told.OPERATION, told.on_operation)
        shell.register_nav(shell_items.NAV)
        today.register(shell_items.today_items)
