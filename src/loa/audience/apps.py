"""Registers the room with Django and its receivers with the ledger."""

from django.apps import AppConfig


class AudienceConfig(AppConfig):
    name = "loa.audience"
    label = "audience"

    def ready(self) -> None:
        """Offer subscribers as receivers, one source per kind of contact; say whom a reform concerns; fill the menu."""
        from loa.audience import lists, shell_items, vault
        from loa.audience.models import Asked, ContactKind, Subscriber
        from loa.audience.sealed import Lookups
        from loa.audience.sources import SubscriberSource
        from loa.channels import registry
        from loa.clocks import slots
        from loa.journal import sealed, wording
        from loa.units import rehearsal, totals
        from loa.web import shell

        for kind in ContactKind:
            registry.register_source(SubscriberSource(kind))
        rehearsal.register(lists.concerned_by_reform)
        totals.register(
            totals.Total("subscriptions", shell_items.SUBSCRIPTIONS, lists.count_subscriptions, order=10)
        )
        sealed.register(
            sealed.Column(Subscriber, "key", vault.about_subscriber, holds_key=True),
            sealed.Column(Asked, "value", vault.about_asked),
            Lookups(),
        )
        shell.register_nav(shell_items.NAV)
        slots.register_purposes(shell_items.PURPOSES)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
