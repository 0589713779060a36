"""Registers the room with Django."""

from django.apps import AppConfig


class SpeakersConfig(AppConfig):
    name = "loa.speakers"
    label = "speakers"

    def ready(self) -> None:
        """Put loudspeakers into the menu and into the words of the journal; name their files; clusters follow reforms of bodies."""
        from loa.figures import registry
        from loa.journal import slots, wording
        from loa.speakers import files, schedule_items, shell_items
        from loa.speakers.actions.clusters import follow_reform
        from loa.speakers.figures import DEFINITIONS
        from loa.units import slots as units
        from loa.web import shell, today

        shell.register_nav(*shell_items.NAV)
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
        units.on_body_change(follow_reform)
        files.register()
        slots.on_entry(["units.hanoi_loaded"], schedule_items.hanoi_loaded)
        slots.on_entry(["speakers.limits_added", "speakers.limits_ended"], schedule_items.limits_changed)
        registry.register(*DEFINITIONS)
