"""Registers the kind and its receiver."""

from django.apps import AppConfig


class RssAppConfig(AppConfig):
    name = "loa.kinds.rss"
    label = "rss"

    def ready(self) -> None:
        """Offer feeds as a channel."""
        from loa.channels import registry
        from loa.kinds.rss.kind import FEED, RssKind

        registry.register(RssKind())
        registry.register_source(FEED)
