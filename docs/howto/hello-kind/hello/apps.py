"""Registers the kind and its receiver."""

from django.apps import AppConfig


class HelloConfig(AppConfig):
    name = "loa.kinds.hello"
    label = "hello"

    def ready(self) -> None:
        """Offer the log as a channel."""
        from loa.channels import registry
        from loa.kinds.hello.kind import PLACE, HelloKind

        registry.register(HelloKind())
        registry.register_source(PLACE)
