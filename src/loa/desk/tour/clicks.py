"""What one click of the tour does: the acts of the story, each under the role that the visitor has taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.http import HttpRequest

from loa.bulletins import queries as bulletins
from loa.bulletins.models import Bulletin
from loa.bulletins.rules.moves import EDITABLE
from loa.bulletins.rules.words import State
from loa.desk.errors import NotYourStep
from loa.desk.tour import acts, air, on_air, press, queries, steps, story, year
from loa.desk.tour.roles import BULLETIN_KEY, require_demo
from loa.desk.tour.steps import Step
from loa.figures import registry
from loa.figures.actions import freeze
from loa.kinds.manual.actions import confirm_as_officer
from loa.lib import clock
from loa.press.actions.signals import settle
from loa.press.rules.words import SignalState
from loa.units.models import Area

AIR_LASTS = timedelta(hours=2)
"""How long the ward's exercise may wait for its release and then still begin."""


def click(request: HttpRequest, step: Step) -> None:
    """Do the one act of a step, unless it was done.

    Raises:
        NotFound: where the site is no demo.
        NotYourStep: without the step's role, or before the steps it needs.

    """
    require_demo()
    bulletin = queries.find_bulletin(request)
    if not queries.has_role(request, step) or not queries.may_come(step, bulletin):
        raise NotYourStep
    if bulletin is None:
        request.session[BULLETIN_KEY] = acts.write_bulletin().pk
    elif not queries.is_done(step, bulletin):
        _CLICKS[step.number](request, bulletin)


def prepare(request: HttpRequest, step: Step) -> None:
    """Do what others do between two steps: wards mend and word it, the editor asks for release, a ward speaks, the clerk sends a plan."""
    bulletin = queries.find_bulletin(request)
    if bulletin is None or not queries.may_come(step, bulletin):
        return
    if step.number == steps.PAPER and queries.paper_of(bulletin) is None:
        year.send_to_wards(year.issue(story.PAPER_SUBJECT, story.PAPER))
    if step.number == steps.AIR and on_air.spoken_of(bulletin) is None:
        _speak()
    if step.number == 3 and State(bulletin.state) in EDITABLE and bulletins.open_submission(bulletin) is None:
        for officer in story.WARD_OFFICERS:
            acts.word_for_ward(bulletin, officer)
        acts.ask_for_release(bulletin)


def _acknowledge(_request: HttpRequest, bulletin: Bulletin) -> None:
    if copy := queries.copy_of_ward(bulletin):
        year.acknowledge_by_ward(copy)


def _freeze(_request: HttpRequest, _bulletin: Bulletin) -> None:
    scope = year.scope(clock.today())
    keys = [one.key for one in registry.in_order(scope)]
    freeze(actor=acts.actor_of(story.LEADER), scope=scope, keys=keys)


def _take_signal(_request: HttpRequest, _bulletin: Bulletin) -> None:
    officer = acts.actor_of(story.DUTY)
    for signal in press.open_signals():
        settle(actor=officer, signal=signal, state=SignalState.TAKEN)


def _speak() -> None:
    officer = acts.actor_of(story.WARD_OFFICERS[0])
    areas = [Area.objects.get(code=story.WARDS[0])]
    air.ask_for_release(officer, air.write(officer, story.WARD_EXERCISE, areas, lasts=AIR_LASTS))


def _release_on_air(request: HttpRequest, bulletin: Bulletin) -> None:
    if spoken := on_air.spoken_of(bulletin):
        acts.release(spoken, request.POST.get("hash", ""), queries.proof_of(request))


def _word(_request: HttpRequest, bulletin: Bulletin) -> None:
    careless = story.WARD_OFFICERS[story.WARDS.index(story.WRONG_WARD)]
    acts.word_for_ward(bulletin, careless, careless=True)


def _release(request: HttpRequest, bulletin: Bulletin) -> None:
    acts.release(bulletin, request.POST.get("hash", ""), queries.proof_of(request))


def _confirm(_request: HttpRequest, bulletin: Bulletin) -> None:
    officer = acts.actor_of(story.DUTY)
    for sheet in queries.sheets_of(bulletin):
        confirm_as_officer(actor=officer, sheet=sheet, done=True)


def _correct(request: HttpRequest, bulletin: Bulletin) -> None:
    acts.correct(bulletin, queries.proof_of(request))


_CLICKS: Mapping[int, Callable[[HttpRequest, Bulletin], None]] = {
    2: _word,
    3: _release,
    4: _confirm,
    5: _correct,
    steps.AIR: _release_on_air,
    steps.PAPER: _acknowledge,
    steps.PRESS: _take_signal,
    steps.REVIEW: _freeze,
}
