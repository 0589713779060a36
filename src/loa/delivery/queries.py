"""Reading the ledger. Screens take counts from the tally alone; rows are read for lists and exports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import (
    Case,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Concat, TruncDate

from loa.channels import registry
from loa.channels.models import Account, Mode
from loa.delivery import selfreported, slots
from loa.delivery.models import (
    Attempt,
    Chunk,
    Content,
    Delivery,
    Dispatch,
    Event,
    Receipt,
    Tally,
    Target,
)
from loa.delivery.selfreported import Cell
from loa.delivery.states import (
    FAILED,
    NOT_SENT,
    PENDING,
    PROVEN,
    REACHED,
    UNCERTAIN,
    ChunkState,
    DispatchState,
    State,
)
from loa.lib import clock
from loa.lib.clock import HANOI
from loa.lib.errors import Invalid
from loa.lib.text import fold, squeeze
from loa.units.access import Who, bodies_in_reach
from loa.units.models import AreaVersion
from loa.units.permissions import Permission
from loa.units.places import areas_meant
from loa.units.queries import area_names
from loa.units.versions import latest
from loa.web.lists.filters import folded

ID_DIGITS = 19
"""A number with fewer digits fits into the id of a delivery."""


def visible_to(actor: Who) -> QuerySet[Dispatch]:
    """Return the dispatches of the bodies over which the actor may read sending, latest first."""
    bodies = bodies_in_reach(actor, Permission.DELIVERY_READ)
    return Dispatch.objects.filter(body__in=bodies).select_related("body").order_by("-created_at")


def deliveries_visible_to(actor: Who) -> QuerySet[Delivery]:
    """Return the deliveries of the dispatches that the actor may read."""
    return Delivery.objects.filter(dispatch_id__in=visible_to(actor).order_by().values("pk"))


def confirmable_by(actor: Who) -> QuerySet[Delivery]:
    """Return the deliveries through accounts of the bodies for which the actor may confirm."""
    accounts = Account.objects.filter(body__in=bodies_in_reach(actor, Permission.DELIVERY_CONFIRM))
    return Delivery.objects.filter(account_id__in=accounts.values("pk"))


def is_confirmable(delivery: Delivery, actor: Who) -> bool:
    """Say whether the actor's word about this delivery would be taken now."""
    account = Account.objects.get(pk=delivery.account_id)
    open_to_a_word = registry.get(account.kind).self_reported or delivery.state == State.UNKNOWN
    settled = delivery.state in PROVEN or delivery.state in PENDING - {State.SENDING}
    return open_to_a_word and not settled and confirmable_by(actor).filter(pk=delivery.pk).exists()


def objection_to(delivery: Delivery) -> Invalid | None:
    """Return why no word about this delivery is taken now, though one of its kind would be; None where it is."""
    return slots.objection_to(delivery, Account.objects.get(pk=delivery.account_id))


def dispatch_numbered(number: int) -> Dispatch | None:
    """Return the dispatch of this number, for the person at the machine; no reader's reach is asked."""
    return Dispatch.objects.filter(pk=number).first()


def dispatches_of(thing: str) -> QuerySet[Dispatch]:
    """Return the dispatches of a released thing ("bulletins.bulletin:12"), first one first."""
    return Dispatch.objects.filter(thing=thing).order_by("created_at")


def going_out(actor: Who) -> QuerySet[Dispatch]:
    """Return what is planned, being sent, paused or missed: what a desk watches."""
    states = [DispatchState.PLANNED, DispatchState.SENDING, DispatchState.PAUSED, DispatchState.MISSED]
    return visible_to(actor).filter(state__in=states)


def needs_a_person(actor: Who) -> QuerySet[Dispatch]:
    """Return dispatches that wait for a decision: paused by a rule, missed, or with chunks in quarantine."""
    stuck = Chunk.objects.filter(state=ChunkState.QUARANTINED).values("dispatch")
    waiting = Q(state=DispatchState.MISSED) | Q(state=DispatchState.PAUSED) | Q(pk__in=stuck)
    return visible_to(actor).filter(waiting)


def with_unknown(actor: Who) -> QuerySet[Dispatch]:
    """Return the visible dispatches of which some outcome is unknown."""
    cells = Tally.objects.filter(state=State.UNKNOWN, count__gt=0).values("dispatch")
    return visible_to(actor).filter(pk__in=cells)


def with_titles(dispatches: QuerySet[Dispatch]) -> QuerySet[Dispatch]:
    """Return the dispatches, each with `title`: what its first content with a title is called; `folded_title` is for search."""
    first = Content.objects.filter(dispatch=OuterRef("pk")).order_by("pk")
    said = [KeyTextTransform("title", "payload"), KeyTextTransform("subject", "payload")]
    named = Coalesce(*said, Value(""), output_field=TextField())
    title = Subquery(first.annotate(named=named).exclude(named="").values("named")[:1])
    return dispatches.annotate(title=title, folded_title=folded(title))


# -- the ledger of a dispatch ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """Deliveries by state, and the sums that screens show."""

    by_state: Mapping[str, int]
    self_reported: int = 0
    """How many are confirmed by a person's word alone; they are not among the proven."""

    def of(self, states: frozenset[State]) -> int:
        """Return how many are in any of the states."""
        return sum(self.by_state.get(state.value, 0) for state in states)

    @property
    def total(self) -> int:
        """Return all."""
        return sum(self.by_state.values())

    @property
    def reached(self) -> int:
        """Return those that the channel has, or that arrived."""
        return self.of(REACHED)

    @property
    def proven(self) -> int:
        """Return those whose arrival the channel itself proves."""
        return self.of(PROVEN) - self.self_reported

    @property
    def failed(self) -> int:
        """Return those that could not be sent."""
        return self.of(FAILED)

    @property
    def unknown(self) -> int:
        """Return those whose outcome nobody knows."""
        return self.of(UNCERTAIN)

    @property
    def not_sent(self) -> int:
        """Return suppressed, superseded and withdrawn ones; the expired are counted apart."""
        return self.of(NOT_SENT) - self.expired

    @property
    def expired(self) -> int:
        """Return those whose time was over."""
        return self.by_state.get(State.EXPIRED.value, 0)

    @property
    def suppressed(self) -> int:
        """Return those left out at the receiver's wish, or in quiet hours."""
        return self.by_state.get(State.SUPPRESSED.value, 0)

    @property
    def pending(self) -> int:
        """Return those still on their way."""
        return self.of(PENDING)


@dataclass(frozen=True)
class Line:
    """The counts of one account or one area."""

    id: int
    name: str
    counts: Counts
    kind: str = ""


@dataclass(frozen=True)
class Ledger:
    """A dispatch at a glance: sums, lines by account and by area, pace. `seconds_left` is None while not moving."""

    dispatch: Dispatch
    counts: Counts
    accounts: list[Line] = field(default_factory=list)
    areas: list[Line] = field(default_factory=list)
    per_second: float = 0.0
    seconds_left: float | None = None

    @property
    def done(self) -> int:
        """Return how many deliveries are no longer pending."""
        return self.counts.total - self.counts.pending

    @property
    def percent(self) -> int:
        """Return the progress in whole percent, 100 only when all is done."""
        return self.done * 100 // max(1, self.counts.total)


def ledger(dispatch: Dispatch) -> Ledger:
    """Return the ledger of a dispatch; receivers of chunks that are not expanded yet count as waiting."""
    told = Tally.objects.filter(dispatch=dispatch).values_list("account_id", "area_id", "state", "count")
    cells = [*told, *_not_expanded(dispatch)]
    words = selfreported.among(cells, dispatch)
    counts = _counts(cells, words, lambda _account, _area: 0).get(0, Counts({}))
    by_account = _counts(cells, words, lambda account, _area: account)
    by_area = _counts(cells, words, lambda _account, area: area)
    per_second, seconds_left = _pace(dispatch, counts)
    return Ledger(
        dispatch, counts, _account_lines(by_account), _area_lines(by_area), per_second, seconds_left
    )


def tally(dispatch: Dispatch) -> dict[str, int]:
    """Return how many deliveries of a dispatch are in each state."""
    return {state: count for state, count in ledger(dispatch).counts.by_state.items() if count}


def count_reached(actor: Who, until: date) -> dict[tuple[int, date], int]:
    """Return how many live deliveries the actor may read that reached somebody, by area and day of the dispatch.

    What went out by no area (0) is left out: nothing says where it belongs.
    """
    cells = Tally.objects.filter(
        dispatch__in=visible_to(actor).order_by().filter(mode=Mode.LIVE).values("pk"),
        state__in=REACHED,
        area_id__gt=0,
    )
    rows = cells.annotate(day=TruncDate("dispatch__as_of", tzinfo=HANOI)).filter(day__lte=until)
    summed = rows.values("area_id", "day").annotate(n=Sum("count")).order_by()
    return {(row["area_id"], row["day"]): row["n"] for row in summed}


def count_not_expanded(dispatch: Dispatch) -> int:
    """Return how many receivers wait in chunks of which no delivery was made yet: the ledger counts, no row shows them."""
    return sum(count for _account, _area, _state, count in _not_expanded(dispatch))


def _not_expanded(dispatch: Dispatch) -> list[Cell]:
    state = State.PLANNED if dispatch.state == DispatchState.PLANNED else State.QUEUED
    rows = Chunk.objects.filter(dispatch=dispatch, expanded__isnull=True).values("account_id")
    return [
        (row["account_id"], 0, state.value, row["n"]) for row in rows.annotate(n=Sum("expected")).order_by()
    ]


def _counts(
    cells: Iterable[Cell], words: Iterable[Cell], place: Callable[[int, int], int]
) -> dict[int, Counts]:
    """Return the counts of the cells by where `place` puts an account and an area."""
    states: dict[int, Counter[str]] = {}
    told: Counter[int] = Counter()
    for account, area, state, count in cells:
        states.setdefault(place(account, area), Counter())[state] += count
    for account, area, _state, count in words:
        told[place(account, area)] += count
    return {key: Counts(dict(part), told[key]) for key, part in states.items()}


def _account_lines(parts: Mapping[int, Counts]) -> list[Line]:
    accounts = Account.objects.in_bulk(list(parts))
    lines = [Line(pk, accounts[pk].name, counts, accounts[pk].kind) for pk, counts in parts.items()]
    return sorted(lines, key=lambda line: line.name)


def _area_lines(parts: Mapping[int, Counts]) -> list[Line]:
    names = area_names([area_id for area_id in parts if area_id])
    lines = [Line(pk, names.get(pk, ""), counts) for pk, counts in parts.items()]
    return sorted(lines, key=lambda line: (line.id == 0, line.name))


def _pace(dispatch: Dispatch, counts: Counts) -> tuple[float, float | None]:
    """Return deliveries a second since the start, and the seconds left at that pace."""
    if dispatch.started_at is None:
        return 0.0, None
    seconds = max(0.001, ((dispatch.finished_at or clock.now()) - dispatch.started_at).total_seconds())
    pace = (counts.total - counts.pending) / seconds
    moving = dispatch.state == DispatchState.SENDING and pace > 0
    return pace, counts.pending / pace if moving else None


# -- rows --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RowFilter:
    """What a list of deliveries is narrowed by; the same on screen, in the URL and in the export."""

    state: str = ""
    account_id: int | None = None
    area_id: int | None = None
    changed_after: datetime | None = None


def rows(dispatch: Dispatch, narrowed: RowFilter | None = None) -> QuerySet[Delivery]:
    """Return the deliveries of a dispatch, narrowed, in the order of sending."""
    wanted = narrowed or RowFilter()
    found = Delivery.objects.filter(month=dispatch.month, dispatch_id=dispatch.pk).order_by("pk")
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.account_id is not None:
        found = found.filter(account_id=wanted.account_id)
    if wanted.area_id is not None:
        found = found.filter(area_id=wanted.area_id)
    if wanted.changed_after is not None:
        found = found.filter(changed_at__gt=wanted.changed_after)
    return found


def account_ids(dispatch_id: int | None) -> QuerySet[Target, int]:
    """Return the accounts through which a dispatch goes."""
    return Target.objects.filter(dispatch=dispatch_id).values_list("account_id", flat=True)


def accounts_of(dispatch: Dispatch) -> QuerySet[Account]:
    """Return the accounts through which a dispatch goes."""
    return Account.objects.filter(pk__in=account_ids(dispatch.pk))


def rows_with_names(dispatch: Dispatch) -> QuerySet[Delivery]:
    """Return the deliveries of a dispatch with `account_name`, `area_name` and `is_word_alone`, for lists and files.

    `folded_reason` is the reason without marks, for search.
    """
    account = Account.objects.filter(pk=OuterRef("account_id")).values("name")[:1]
    versions = latest(AreaVersion, dispatch.as_of.astimezone(HANOI).date()).filter(area=OuterRef("area_id"))
    area = versions.annotate(full=Concat("kind", Value(" "), "name")).values("full")[:1]
    return rows(dispatch).annotate(
        account_name=Subquery(account),
        area_name=Coalesce(Subquery(area), Value("")),
        is_word_alone=Case(When(selfreported.word_alone(dispatch), then=True), default=False),
        folded_reason=folded("reason"),
    )


def named(typed: str) -> Q:
    """Return the deliveries that a search means by number, channel or area, an old name or an address too."""
    word = fold(squeeze(typed))
    accounts = Account.objects.annotate(folded=folded("name")).filter(folded__contains=word)
    areas = AreaVersion.objects.filter(folded__contains=word)
    found = Q(account_id__in=accounts.values("pk")) | Q(area_id__in=areas.values("area"))
    found |= Q(area_id__in=areas_meant(typed))
    return found | Q(pk=int(word)) if word.isdecimal() and len(word) < ID_DIGITS else found


@dataclass(frozen=True)
class History:
    """Everything that is known about one delivery: each call before it was made, each word after it."""

    attempts: list[Attempt]
    events: list[Event]
    receipts: list[Receipt]


def history(delivery: Delivery) -> History:
    """Return the attempts, events and receipts of a delivery, oldest first."""
    mine = {"delivery_id": delivery.pk, "month": delivery.month}
    return History(
        attempts=list(Attempt.objects.filter(**mine).order_by("number")),
        events=list(Event.objects.filter(**mine).order_by("id")),
        receipts=list(Receipt.objects.filter(delivery_id=delivery.pk).order_by("recorded_at")),
    )
