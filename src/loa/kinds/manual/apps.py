"""Registers the kind and its receivers."""

from django.apps import AppConfig


class ManualAppConfig(AppConfig):
    name = "loa.kinds.manual"
    label = "manual"

    def ready(self) -> None:
        """Offer work by hand as a channel."""
        from loa.channels import registry
        from loa.kinds.manual.kind import ManualKind, StationSource

        registry.register(ManualKind())
        registry.register_source(StationSource())
