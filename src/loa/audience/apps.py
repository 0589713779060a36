"""Registers the room with Django and its receivers with the ledger."""

from django.apps import AppConfig


class AudienceConfig(AppConfig):
    name = "loa.audience"
    label = "audience"

    def ready(self) -> None:
        """Offer subscribers as receivers, one source per kind of contact."""
        from loa.audience.models import ContactKind
        from loa.audience.sources import SubscriberSource
        from loa.channels import registry

        for kind in ContactKind:
            registry.register_source(SubscriberSource(kind))
