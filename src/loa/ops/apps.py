"""Registers the room with Django."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "loa.ops"
    label = "ops"

    def ready(self) -> None:
        """Carry the journal's heads out of the machine; say what the room's verbs mean."""
        from loa.journal import wording
        from loa.journal.heads import carry_heads_with
        from loa.ops import words
        from loa.ops.heads import carry

        carry_heads_with(carry)
        wording.register(words.VERBS)
        wording.register_things(words.THINGS)
