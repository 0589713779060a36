"""Registers the room with Django, the desk's menu and the first screen."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "loa.notices"
    label = "notices"

    def ready(self) -> None:
        """Put the bell into the menu and its count onto the first screen; listen to what staff are told of."""
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from loa.channels import slots as channels
        from loa.clocks import slots
        from loa.journal import sealed, wording
        from loa.journal import slots as journal
        from loa.notices import calls, devices, shell_items, told
        from loa.notices.models import Device
        from loa.web import shell, today

        wording.register(shell_items.VERBS)
        sealed.register(
            sealed.Column(Device, "subscription", devices.about_device),
            sealed.LookupColumn(Device, "lookup", devices.lookup_anew),
        )
        user_logged_in.connect(devices.on_signed_in)
        user_logged_out.connect(devices.on_signed_out)
        slots.on_escalation(calls.on_escalation)
        channels.on_trouble(calls.on_trouble)
        journal.on_entry(told.RIGHTS, told.on_rights)
        journal.on_entry(told.OPERATION, told.on_operation)
        shell.register_nav(shell_items.NAV)
        today.register(shell_items.today_items)
