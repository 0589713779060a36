"""Registers the room with Django."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "loa.tasks"
    label = "tasks"

    def ready(self) -> None:
        """Put tasks into the menu, onto the first screen, into the journal's and the clocks' words; follow reforms."""
        from loa.clocks import slots as clocks
        from loa.documents import slots as documents
        from loa.figures import registry
        from loa.journal import wording
        from loa.tasks import files, shell_items, work_items
        from loa.tasks.actions.following import follow_reform
        from loa.tasks.figures import DEFINITIONS
        from loa.tasks.resting import tasks_on
        from loa.units import slots as units
        from loa.web import shell, today

        for items in (shell_items, work_items):
            shell.register_nav(*items.NAV)
            today.register(items.today_items)
            wording.register(items.VERBS)
            wording.register_things(items.THINGS)
        clocks.register_purposes(shell_items.PURPOSES)
        files.register()
        units.on_body_change(follow_reform)
        documents.on_document(tasks_on)
        registry.register(*DEFINITIONS)
