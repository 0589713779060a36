"""Registers the kind and its receiver."""

from django.apps import AppConfig


class WebsiteAppConfig(AppConfig):
    name = "loa.kinds.website"
    label = "website"

    def ready(self) -> None:
        """Offer the public page as a channel."""
        from loa.channels import registry
        from loa.kinds.website.kind import SITE, WebsiteKind

        registry.register(WebsiteKind())
        registry.register_source(SITE)
