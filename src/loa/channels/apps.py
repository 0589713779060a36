"""Registers the room with Django, the desk's menu, the first screen and the words of the journal."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "loa.channels"
    label = "channels"

    def ready(self) -> None:
        """Put the accounts into the menu and say what the room's verbs mean."""
        from loa.channels import shell_items
        from loa.channels.models import Account
        from loa.channels.vault import about_account
        from loa.journal import sealed, wording
        from loa.web import shell, today

        sealed.register(sealed.Column(Account, "secret", about_account))
        shell.register_nav(shell_items.NAV)
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
