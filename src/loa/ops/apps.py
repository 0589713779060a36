"""Registers the room with Django."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "loa.ops"
    label = "ops"

    def ready(self) -> None:
        """Carry the journal's heads out of the machine."""
        from loa.journal.heads import carry_heads_with
        from loa.ops.heads import carry

        carry_heads_with(carry)
