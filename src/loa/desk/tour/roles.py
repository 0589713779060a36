"""Taking a role of the tour: signing in as a sample account by one button, in the demo and nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest

from loa.desk.actions import current_code
from loa.desk.tour.acts import actor_of
from loa.desk.tour.story import Sample
from loa.journal import actions as journal
from loa.lib.errors import NotFound
from loa.web.proofs import note_code

BULLETIN_KEY = "tour_bulletin"
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def require_demo() -> None:
    """Refuse everywhere but in the demo, as if the address did not exist.

    Raises:
        NotFound: where the site is no demo.

    """
    if not settings.DEMO:
        raise NotFound


def take_role(request: HttpRequest, sample: Sample | None) -> None:
    """Sign in as a sample account with its own second factor, or out for the resident; the bulletin is kept.

    Raises:
        NotFound: where the site is no demo, or no such sample account exists.
        NotASample: when the account has no sample second factor.

    """
    require_demo()
    bulletin = request.session.get(BULLETIN_KEY)
    if sample is None:
        logout(request)
    else:
        _sign_in(request, sample)
    request.session[BULLETIN_KEY] = bulletin


def _sign_in(request: HttpRequest, sample: Sample) -> None:
    actor = actor_of(sample)
    current_code(actor.person)
    with transaction.atomic():
        login(request, actor.person, backend=_BACKEND)
        note_code(request, actor.person)
        journal.write(actor=actor, verb="desk.sample_entered", thing=f"units.person:{actor.person.pk}")
