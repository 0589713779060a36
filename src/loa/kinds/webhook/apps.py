"""Registers the kind and its receivers."""

from django.apps import AppConfig


class WebhookAppConfig(AppConfig):
    name = "loa.kinds.webhook"
    label = "webhook"

    def ready(self) -> None:
        """Offer webhooks as a channel; put the endpoints into the menu."""
        from loa.channels import registry
        from loa.journal import sealed, wording
        from loa.kinds.webhook import shell_items
        from loa.kinds.webhook.kind import WebhookKind
        from loa.kinds.webhook.models import Endpoint
        from loa.kinds.webhook.sources import EndpointSource
        from loa.kinds.webhook.vault import about_endpoint
        from loa.web import shell, today

        registry.register(WebhookKind())
        registry.register_source(EndpointSource())
        for field in ("secret", "old_secret"):
            sealed.register(sealed.Column(Endpoint, field, about_endpoint))
        shell.register_nav(shell_items.NAV)
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
