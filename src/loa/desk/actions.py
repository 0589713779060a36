"""Second factors of the demo's sample accounts; never of anyone else."""

from __future__ import annotations

import pyotp
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.db import transaction

from loa.desk.errors import NotASample
from loa.journal.actions import SYSTEM, write
from loa.units.models import Person
from loa.web.proofs import give_app


def enrol_sample(person: Person) -> Authenticator:
    """Give a sample account an authenticator app, once; its codes are printed by `current_code`.

    Raises:
        NotASample: for an account of a real person.

    """
    if not person.is_sample:
        raise NotASample
    held = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if held:
        return held
    with transaction.atomic():
        made = give_app(person)
        write(actor=SYSTEM, verb="desk.sample_enrolled", thing=f"units.person:{person.pk}")
    return made


def current_code(person: Person) -> str:
    """Return the six digits that the sample account's app shows now.

    Raises:
        NotASample: for an account of a real person, or one without an app.

    """
    held = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if not person.is_sample or held is None:
        raise NotASample
    return pyotp.TOTP(decrypt(held.data["secret"])).now()
