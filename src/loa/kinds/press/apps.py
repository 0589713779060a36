"""Registers the kind, its receivers and the register of questions."""

from django.apps import AppConfig


class PressAppConfig(AppConfig):
    name = "loa.kinds.press"
    label = "pressroom"

    def ready(self) -> None:
        """Offer press releases as a channel; put newsrooms and questions into the menu."""
        from loa.channels import registry
        from loa.clocks import slots
        from loa.journal import sealed, wording
        from loa.kinds.press import shell_items, vault
        from loa.kinds.press.kind import PressKind
        from loa.kinds.press.models import Newsroom
        from loa.kinds.press.sources import NewsroomSource
        from loa.web import shell, today

        registry.register(PressKind())
        registry.register_source(NewsroomSource())
        sealed.register(
            sealed.Column(Newsroom, "address", vault.about_newsroom),
            sealed.LookupColumn(Newsroom, "lookup", vault.lookup_anew),
        )
        shell.register_nav(*shell_items.NAV)
        today.register(shell_items.today_items)
        slots.register_purposes(shell_items.PURPOSES)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
