"""Registers the room with Django."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "loa.ops"
    label = "ops"

    def ready(self) -> None:
        """Carry the journal's heads out; say what the room's verbs mean; put the state of the machine into the menu."""
        from loa.journal import wording
        from loa.journal.heads import carry_heads_with
        from loa.ops import shell_items, words
        from loa.ops.heads import carry
        from loa.web import shell

        carry_heads_with(carry)
        wording.register(words.VERBS)
        wording.register_things(words.THINGS)
        shell.register_nav(shell_items.NAV)
