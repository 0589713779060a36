"""Registers the kind and its page."""

from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "loa.kinds.email"
    label = "email"

    def ready(self) -> None:
        """Offer e-mail as a channel; say what the room's verbs mean and what waits for somebody."""
        from loa.channels import registry
        from loa.journal import wording
        from loa.kinds.email import shell_items
        from loa.kinds.email.kind import EmailKind
        from loa.web import today

        registry.register(EmailKind())
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
