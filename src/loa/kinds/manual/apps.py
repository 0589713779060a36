"""Registers the kind and its receivers."""

from django.apps import AppConfig


class ManualAppConfig(AppConfig):
    name = "loa.kinds.manual"
    label = "manual"

    def ready(self) -> None:
        """Offer work by hand as a channel; put stations and sheets into the menu."""
        from loa.channels import registry
        from loa.delivery.slots import register_objection
        from loa.journal import wording
        from loa.kinds.manual import photos, queries, shell_items
        from loa.kinds.manual.kind import ManualKind, StationSource
        from loa.kinds.manual.standing import objection
        from loa.units import rehearsal
        from loa.web import shell, today

        photos.register()
        registry.register(ManualKind())
        registry.register_source(StationSource())
        register_objection(ManualKind.key, objection)
        rehearsal.register(queries.concerned_by_reform)
        shell.register_nav(*shell_items.NAV)
        today.register(shell_items.today_items)
        wording.register(shell_items.VERBS)
        wording.register_things(shell_items.THINGS)
