"""Registers the kind; its receivers are the audience's (`subscribers.webpush`)."""

from django.apps import AppConfig


class WebpushAppConfig(AppConfig):
    name = "loa.kinds.webpush"
    label = "webpush"

    def ready(self) -> None:
        """Offer notifications in browsers as a channel."""
        from loa.channels import registry
        from loa.kinds.webpush.kind import WebpushKind

        registry.register(WebpushKind())
