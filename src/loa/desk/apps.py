"""Registers the room with Django and fills the slots of the page frame."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "loa.desk"
    label = "desk"

    def ready(self) -> None:
        """Say who acts, put the first entry into the menu, and name the acts of the demo."""
        from allauth.mfa.models import Authenticator

        from loa.desk import menu, queries
        from loa.desk.adapters import SEALED_FOR, SEALED_MEMBERS
        from loa.desk.imports import work
        from loa.journal import sealed, wording
        from loa.web import shell

        shell.set_identity(queries.find_identity)
        shell.register_nav(*menu.ITEMS)
        wording.register(menu.VERBS)
        work.register_files()
        sealed.register(sealed.JsonColumn(Authenticator, "data", SEALED_MEMBERS, SEALED_FOR))
