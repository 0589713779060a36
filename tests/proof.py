"""A proof of identity for test clients, as signing in leaves one in the session."""

from __future__ import annotations

import time

from django.test import Client

from loa.units.models import Person


def prove(client: Client, person: Person, ago: float = 0) -> None:
    """Let the person have proved who they are so many seconds ago (loa.web.doors.fresh_sign_in)."""
    held = client.session
    held["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - ago}]
    held["account_authentication_methods_user"] = str(person.pk)
    held.save()
