"""Registers the kind and its receiver."""

from django.apps import AppConfig


class CapAppConfig(AppConfig):
    name = "loa.kinds.cap"
    label = "cap"

    def ready(self) -> None:
        """Offer alerts as a channel."""
        from loa.channels import registry
        from loa.kinds.cap.kind import ALERTS, CapKind

        registry.register(CapKind())
        registry.register_source(ALERTS)
