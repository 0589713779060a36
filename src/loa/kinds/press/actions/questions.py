"""The register of what the press asked: recorded, handed to a body to prepare, answered or refused."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from loa.clocks.actions import open_clock, stop_clock_of
from loa.clocks.rules import due, worked
from loa.journal import actions as journal
from loa.kinds.press import rules
from loa.kinds.press.errors import BadMoment, NothingSaid, QuestionClosed
from loa.kinds.press.models import Question, QuestionState
from loa.kinds.press.queries.questions import answer_hours_of, calendar_of
from loa.language.masking import mask
from loa.lib import clock
from loa.lib.codes import normalise_code
from loa.lib.text import fold, nfc, squeeze
from loa.units.access import require
from loa.units.actor import Actor
from loa.units.models import Body
from loa.units.permissions import Permission

_CODE_LENGTH = 8


@transaction.atomic
def record(
    *, actor: Actor, body: Body, newsroom: str, way: str, subject: str, text: str, received_at: datetime
) -> Question:
    """Enter a question, masked, and let the body's limit run from the moment it came in.

    Raises: RightMissing, BadMoment.
    """
    require(actor, Permission.PRESS_ANSWER, body=body)
    if received_at > clock.now():
        raise BadMoment
    calendar = calendar_of(body, received_at)
    limit = due(received_at, hours=answer_hours_of(body), calendar=calendar)
    named, about, asked = squeeze(nfc(newsroom))[:160], _masked_line(subject), _masked(text)
    question = Question.objects.create(
        body=body,
        newsroom=named,
        way=way,
        subject=about,
        text=asked,
        folded=fold(f"{named} {about} {asked}"),
        received_at=received_at,
        recorded_by=actor.person,
        due_at=limit.at,
        due_rule=limit.rule.as_facts(),
    )
    _write(actor, "question_recorded", question, way=way, received_at=received_at, due_at=limit.at)
    open_clock(actor=actor, thing=question.thing, purpose=rules.ANSWER, body=body, deadline=limit)
    return question


@transaction.atomic
def assign(*, actor: Actor, question: Question, assigned_body: Body | None) -> Question:
    """Name the body that prepares the answer; the body that was asked still speaks. Raises: RightMissing, QuestionClosed."""
    row = _locked(actor, question, QuestionState.ANSWERED)
    row.assigned_body = assigned_body
    row.save(update_fields=["assigned_body"])
    _write(actor, "question_assigned", row, to=assigned_body.pk if assigned_body else None)
    return row


@transaction.atomic
def answer(
    *,
    actor: Actor,
    question: Question,
    reply: str,
    replied_at: datetime,
    reply_text: str = "",
    bulletin_code: str = "",
) -> Question:
    """Enter that the body answered: in which form, with which words or bulletin, when.

    Raises: RightMissing, QuestionClosed, BadMoment, NothingSaid, BadCode.
    """
    row = _locked(actor, question, QuestionState.ANSWERED)
    if not (reply_text.strip() or bulletin_code.strip()):
        raise NothingSaid
    row.reply, row.ground = reply, ""
    row.bulletin_code = normalise_code(bulletin_code, _CODE_LENGTH) if bulletin_code.strip() else ""
    return _close(
        actor, row, QuestionState.ANSWERED, replied_at, reply_text, how=reply, code=row.bulletin_code
    )


@transaction.atomic
def refuse(
    *, actor: Actor, question: Question, ground: str, reply_text: str, replied_at: datetime
) -> Question:
    """Enter that the body withholds the information: on which ground of the law, in which words it told so, when.

    Raises: RightMissing, QuestionClosed, BadMoment, NothingSaid.
    """
    row = _locked(actor, question, QuestionState.REFUSED)
    if not reply_text.strip():
        raise NothingSaid
    row.ground = ground
    return _close(actor, row, QuestionState.REFUSED, replied_at, reply_text, ground=ground)


def _close(
    actor: Actor, row: Question, state: QuestionState, replied_at: datetime, text: str, **facts: object
) -> Question:
    if not row.received_at <= replied_at <= clock.now():
        raise BadMoment
    spent = worked(row.received_at, replied_at, calendar_of(row.body, row.received_at))
    row.state, row.replied_at, row.reply_text = state, replied_at, _masked(text)
    row.worked_minutes, row.closed_by = int(spent.total_seconds() // 60), actor.person
    row.save()
    late = rules.is_late(state, replied_at, row.due_at, clock.now())
    _write(actor, f"question_{state}", row, replied_at=replied_at, late=late, **facts)
    stop_clock_of(actor=actor, thing=row.thing, purpose=rules.ANSWER, outcome=str(state))
    return row


def _masked(text: str) -> str:
    return mask(nfc(text).replace("\r\n", "\n").replace("\0", "").strip()).text


def _masked_line(text: str) -> str:
    return squeeze(_masked(text))[:200]


def _locked(actor: Actor, question: Question, state: QuestionState) -> Question:
    """Return the row, locked, after checking the right and that it may come to the state. Raises: RightMissing, QuestionClosed."""
    require(actor, Permission.PRESS_ANSWER, body=question.body)
    row = Question.objects.select_for_update(of=("self",)).select_related("body").get(pk=question.pk)
    if row.state not in rules.states_before(state):
        raise QuestionClosed(state=row.state)
    return row


def _write(actor: Actor, verb: str, question: Question, **facts: object) -> None:
    journal.write(actor=actor, verb=f"pressroom.{verb}", thing=question.thing, facts=facts)
