"""Turns what lower rooms tell of into notices: a clock that ran out, a channel that needs somebody."""

from __future__ import annotations

from django.utils.translation import gettext as _

from loa.channels.slots import Trouble
from loa.clocks.models import Escalation
from loa.clocks.slots import people_for, words_of
from loa.journal.wording import thing_in_words, thing_url
from loa.notices.actions import notify
from loa.notices.models import Event
from loa.units.models import Person
from loa.units.queries import holders_of


def on_escalation(escalation: Escalation) -> None:
    """Tell whoever is called, inside the transaction of the escalation; urgent, so that it passes quiet hours."""
    late = escalation.clock
    words = {"what": words_of(late.purpose), "thing": thing_in_words(late.thing), "rule": late.rule_in_words}
    notify(
        people=_called(escalation),
        event=Event.CLOCK,
        key=f"clocks.clock:{escalation.clock_id}:{escalation.step}",
        title=(_("Quá hạn: %(what)s, %(thing)s (%(rule)s)") % words)[:240],
        path=thing_url(late.thing) or "/desk/duty/deadlines/",
        urgent=True,
    )


def on_trouble(trouble: Trouble) -> None:
    """Tell everyone who looks after it at the body, inside the transaction that found the trouble."""
    people = [*trouble.also, *(post.person for post in holders_of(trouble.right, body=trouble.body))]
    notify(
        people=people,
        event=Event(trouble.event),
        key=trouble.key,
        title=trouble.title,
        path=trouble.path,
        urgent=trouble.is_urgent,
    )


def _called(escalation: Escalation) -> list[Person]:
    """Return the officer called; at the first call, or where nobody is on duty, also whoever may act."""
    named = [escalation.post.person] if escalation.post else []
    if named and escalation.step != Escalation.Step.ON_DUTY:
        return named
    return [*named, *people_for(escalation.clock, escalation.body)]
