"""Registers the kind and its receivers."""

from django.apps import AppConfig


class WebhookAppConfig(AppConfig):
    name = "loa.kinds.webhook"
    label = "webhook"

    def ready(self) -> None:
        """Offer webhooks as a channel; put the endpoints into the menu."""
        from loa.channels import registry
        from loa.journal import wording
        from loa.kinds.webhook import shell_items
        from loa.kinds.webhook.kind import WebhookKind
        from loa.kinds.webhook.sources import EndpointSource
        from loa.web import shell, today

        registry.register(WebhookKind())
        registry.register_source(EndpointSource())
        shell.register_nav(shell_items.NAV)
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
