"""Registers the kind."""

from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "loa.kinds.email"
    label = "email"

    def ready(self) -> None:
        """Offer e-mail as a channel."""
        from loa.channels import registry
        from loa.kinds.email.kind import EmailKind

        registry.register(EmailKind())
