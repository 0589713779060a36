"""What a step of the tour shows: where the story stands, read through the rooms' own queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from loa.bulletins import queries as bulletins
from loa.bulletins.models import Bulletin, Fact, Rendition
from loa.bulletins.rules.forms import with_local_lines
from loa.bulletins.rules.moves import REPLACEABLE
from loa.bulletins.rules.release import Proof
from loa.bulletins.rules.words import FactState, RenditionState, State
from loa.delivery import folder
from loa.delivery import queries as delivery
from loa.delivery.figures import FIGURES, numbered
from loa.delivery.models import Dispatch
from loa.delivery.states import DispatchState
from loa.desk.tour import acts, on_air, press, steps, story, year
from loa.desk.tour.on_air import spoken_of
from loa.desk.tour.roles import BULLETIN_KEY
from loa.desk.tour.steps import STEPS, Step
from loa.documents.models import Circulation, Document
from loa.figures.models import Snapshot
from loa.figures.queries import figures_of
from loa.kinds.manual.models import RunSheet
from loa.kinds.manual.queries import list_unconfirmed
from loa.lib import clock
from loa.portal.queries.verifying import verify
from loa.units.lists import body_name_of
from loa.units.queries import body_name
from loa.web.doors import has_second_factor, signed_in_lately
from loa.web.said import in_words

_ENDED = {DispatchState.DONE, DispatchState.CANCELLED}


def find_bulletin(request: HttpRequest) -> Bulletin | None:
    """Return the bulletin of this visitor's walk, written by a sample account."""
    rows = Bulletin.objects.filter(pk=request.session.get(BULLETIN_KEY, 0), author__is_sample=True)
    return rows.select_related("body").first()


def has_role(request: HttpRequest, step: Step) -> bool:
    """Say whether the visitor acts as the step's sample account, signed in lately; anybody is a resident."""
    if step.sample is None:
        return not request.user.is_authenticated
    person = getattr(request.user, "email", "")
    return person == step.sample.email and signed_in_lately(request)


def proof_of(request: HttpRequest) -> Proof:
    """Return how the visitor proved to be the sample account."""
    return Proof(second_factor=has_second_factor(request), at=clock.now())


def is_done(step: Step, bulletin: Bulletin | None) -> bool:
    """Say whether the step's click was made in this walk."""
    if bulletin is None:
        return False
    tests: dict[int, Callable[[], bool]] = {
        1: lambda: True,
        2: lambda: _refused(bulletin) is not None,
        3: bulletin.releases.exists,
        4: lambda: _is_confirmed(bulletin),
        5: lambda: State(bulletin.state) == State.CORRECTED,
        steps.AIR: lambda: _is_on_air(bulletin),
        steps.PASTE: lambda: False,
        steps.PAPER: lambda: _is_acknowledged(bulletin),
        steps.PRESS: lambda: not press.open_signals().exists(),
        steps.REVIEW: lambda: _frozen().exists(),
    }
    return tests[step.number]()


def may_come(step: Step, bulletin: Bulletin | None) -> bool:
    """Say whether the steps before were made, so that this one has something to show."""
    needed = min(step.number - 1, 3) if step.number < steps.AIR else 3
    return all(is_done(before, bulletin) for before in STEPS[:needed])


def context_of(step: Step, bulletin: Bulletin | None) -> dict[str, Any]:
    """Return what the step shows beside its words."""
    if bulletin is None:
        return {}
    shown: Mapping[int, Any] = {
        1: _core,
        2: _ward,
        3: _approval,
        4: first_ledger,
        5: _correction,
        steps.AIR: on_air.context_of,
        steps.PASTE: _paste,
        steps.PAPER: _paper,
        steps.PRESS: press.context_of,
        steps.REVIEW: _review,
    }
    return {"bulletin": bulletin, **shown[step.number](bulletin)}


def answer_to(bulletin: Bulletin, sample: str) -> dict[str, Any]:
    """Return the public answer to one of the pasted texts."""
    pasted = pastes(bulletin).get(sample) or ""
    return {"pasted": pasted, "answer": verify(pasted) if pasted else None}


def pastes(bulletin: Bulletin) -> dict[str, str]:
    """Return the texts that go round: altered by somebody, as first issued, and never issued by anyone."""
    core = bulletins.core_text(bulletin)
    genuine = f"{core.title}\n{core.body}"
    altered = genuine.replace(story.HOTLINE, "0912 000 115")
    return {"altered": altered, "first": genuine, "rumour": story.RUMOUR}


# -- one function for each step ----------------------------------------------------------------------------


def _core(bulletin: Bulletin) -> dict[str, Any]:
    facts = Fact.objects.filter(bulletin=bulletin, state=FactState.LOCKED).order_by("position")
    return {
        "text": bulletins.core_text(bulletin),
        "facts": [{"label": in_words(fact.kind_label), "value": fact.text} for fact in facts],
        "issuer": body_name(bulletin.body),
        "real_url": reverse("bulletins:show", args=[bulletin.pk]),
    }


def _ward(bulletin: Bulletin) -> dict[str, Any]:
    refused = _refused(bulletin)
    if refused is None:
        return {}
    problems = [problem for problem in refused.problems if problem["severity"] == "stop"]
    return {
        "refused": refused,
        "ward": body_name(refused.body),
        "problems": problems,
        "parts": marked_parts(refused, problems),
        "real_url": reverse("bulletins:show", args=[bulletin.pk]),
    }


def marked_parts(row: Rendition, problems: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Cut a rendition into what is right and what is wrong, each wrong place followed by what is locked."""
    text = f"{row.title}\n{with_local_lines(row.text, row.local_lines)}"
    parts, at = [], 0
    for problem in sorted((p for p in problems if p["start"] >= 0), key=lambda p: p["start"]):
        parts += [
            {"kind": "same", "text": text[at : problem["start"]]},
            {"kind": "removed", "text": text[problem["start"] : problem["end"]]},
            {"kind": "added", "text": f" {problem['fact']}"},
        ]
        at = problem["end"]
    return [*parts, {"kind": "same", "text": text[at:]}]


def _approval(bulletin: Bulletin) -> dict[str, Any]:
    asked, released = bulletins.open_submission(bulletin), bulletins.current_release(bulletin)
    found = bulletins.check(bulletin)
    return {
        "text": bulletins.core_text(bulletin),
        "issuer": body_name(bulletin.body),
        "areas": found.areas,
        "kinds": sorted({str(form.account.get_kind_display()) for form in found.forms}),
        "count": asked.audience_count if asked else found.audience.total,
        "hash": asked.hash if asked else "",
        "released": released,
        "undo_until": bulletins.undo_until(bulletin),
        "real_url": reverse("bulletins:show" if released else "bulletins:release", args=[bulletin.pk]),
    }


def first_ledger(bulletin: Bulletin) -> dict[str, Any]:
    """Return the ledger of the bulletin, and whether everything has ended."""
    return {**_ledger(_dispatch(bulletin)), "sheets_left": sheets_of(bulletin).count()}


def sheets_of(bulletin: Bulletin) -> QuerySet[RunSheet]:
    """Return the run sheets of the bulletin that nobody has answered for."""
    dispatch = _dispatch(bulletin)
    return list_unconfirmed(acts.actor_of(story.DUTY)).filter(dispatch_id=dispatch.pk if dispatch else 0)


def _correction(bulletin: Bulletin) -> dict[str, Any]:
    made = Bulletin.objects.filter(replaces=bulletin).order_by("pk").first()
    first, second = _dispatch(bulletin), _dispatch(made) if made else None
    return {
        "parts": [{"kind": "removed", "text": "11 giờ 30"}, {"kind": "added", "text": " 10 giờ 30"}],
        "may_correct": State(bulletin.state) in REPLACEABLE,
        "correction": made,
        "reached_count": _reached(first),
        **_ledger(second),
    }


def _reached(dispatch: Dispatch | None) -> int:
    if dispatch is None:
        return 0
    counts = delivery.ledger(dispatch).counts
    return counts.reached + counts.unknown


def _is_confirmed(bulletin: Bulletin) -> bool:
    dispatch = _dispatch(bulletin)
    return dispatch is not None and dispatch.state in _ENDED and not sheets_of(bulletin).exists()


def _is_on_air(bulletin: Bulletin) -> bool:
    spoken = spoken_of(bulletin)
    return spoken is not None and spoken.releases.exists()


def _paste(bulletin: Bulletin) -> dict[str, Any]:
    return {"pastes": pastes(bulletin), "real_url": reverse("portal:verify")}


def paper_of(bulletin: Bulletin) -> Document | None:
    """Return the document that was issued in this walk."""
    rows = Document.objects.filter(
        is_sample=True, subject=story.PAPER_SUBJECT, created_at__gte=bulletin.created_at
    )
    return rows.order_by("pk").first()


def copy_of_ward(bulletin: Bulletin) -> Circulation | None:
    """Return the copy of that document at the ward that acts in the tour."""
    paper, ward = paper_of(bulletin), acts.actor_of(story.WARD_OFFICERS[0]).body
    rows = Circulation.objects.filter(document=paper, body=ward) if paper else Circulation.objects.none()
    return rows.select_related("document", "body", "holder").first()


def _is_acknowledged(bulletin: Bulletin) -> bool:
    copy = copy_of_ward(bulletin)
    return copy is not None and copy.acknowledged_version == copy.version


def _paper(bulletin: Bulletin) -> dict[str, Any]:
    paper = paper_of(bulletin)
    copies = Circulation.objects.filter(document=paper).annotate(body_name=body_name_of("body"))
    return {
        "paper": paper,
        "copies": copies.order_by("body_name") if paper else [],
        "real_url": f"/desk/documents/{paper.pk}/" if paper else "",
    }


def _frozen() -> QuerySet[Snapshot]:
    asked = year.scope(clock.today())
    return Snapshot.objects.filter(
        body=asked.body, is_whole=asked.is_whole, since=asked.since, until=asked.until
    )


def _review(_bulletin: Bulletin) -> dict[str, Any]:
    asked = year.scope(clock.today())
    return {
        "counted": figures_of(asked),
        "frozen": _frozen().order_by("pk"),
        "real_url": f"/desk/figures/?{asked.query}",
    }


def _refused(bulletin: Bulletin) -> Rendition | None:
    rows = Rendition.objects.filter(bulletin=bulletin, state=RenditionState.REFUSED)
    return rows.select_related("body").order_by("pk").first()


def _dispatch(bulletin: Bulletin) -> Dispatch | None:
    release = bulletins.current_release(bulletin)
    return release.dispatch if release else None


def _ledger(dispatch: Dispatch | None) -> dict[str, Any]:
    if dispatch is None:
        return {}
    found = delivery.ledger(dispatch)
    over = dispatch.state in _ENDED and not found.counts.pending and not folder.lag()
    return {
        "dispatch": dispatch,
        "ledger": found,
        "figures": FIGURES,
        "accounts": numbered(found.accounts),
        "over": over,
        "waits": dispatch.state == DispatchState.PLANNED,
        "real_url": reverse("delivery:show", args=[dispatch.pk]),
    }
