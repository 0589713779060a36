"""Registers the kind and its page."""

from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "loa.kinds.email"
    label = "email"

    def ready(self) -> None:
        """Offer e-mail as a channel; say what the room's verbs mean and what waits for somebody."""
        from loa.channels import registry
        from loa.journal import sealed, wording
        from loa.kinds.email import shell_items
        from loa.kinds.email.kind import EmailKind
        from loa.kinds.email.models import Mailbox
        from loa.kinds.email.vault import about_mailbox
        from loa.web import today

        registry.register(EmailKind())
        sealed.register(sealed.Column(Mailbox, "password", about_mailbox))
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
