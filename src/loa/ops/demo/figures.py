"""What reached whom and how fast: counted from the ledger, and from what the mail receiver really took in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from loa.bulletins.models import Rendition
from loa.bulletins.rules.words import RenditionState
from loa.channels.models import Account
from loa.delivery.models import Delivery, Dispatch
from loa.delivery.selfreported import word_alone
from loa.delivery.states import PENDING, REACHED, SAME_AS
from loa.desk.tour import year
from loa.figures.queries import figures_of
from loa.lib import clock
from loa.ops.demo.receiver import Letter

# How long after the dispatch began each delivery of a kind was with its channel: median, 95th percentile, longest.
_PACE = """
SELECT account.kind, percentile_cont(ARRAY[0.5, 0.95, 1.0]) WITHIN GROUP (ORDER BY reached.seconds)
  FROM (SELECT d.account_id, extract(epoch FROM min(e.at) - %(began)s) AS seconds
          FROM delivery_delivery d JOIN delivery_event e ON e.delivery_id = d.id AND e.month = d.month
         WHERE d.month = %(month)s AND d.dispatch_id = %(dispatch)s AND e.state = ANY(%(reached)s)
         GROUP BY d.id, d.account_id) AS reached
  JOIN channels_account account ON account.id = reached.account_id
 GROUP BY account.kind
"""


def review() -> dict[str, list[int | None]]:
    """Return the figures of the sample city and its wards for the period under review: count, and what it is a share of."""
    return {
        one.definition.key: [one.value.count, one.value.among]
        for one in figures_of(year.scope(clock.today()))
    }


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds from the beginning of a dispatch until the channel had a message."""

    median: float
    late: float
    longest: float


def states_by_kind(dispatch: Dispatch) -> dict[str, dict[str, int]]:
    """Return how many deliveries are in each state, by kind of channel."""
    kinds = dict(Account.objects.values_list("pk", "kind"))
    rows = Delivery.objects.filter(month=dispatch.month, dispatch_id=dispatch.pk)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for account, state in rows.values_list("account_id", "state"):
        counted[kinds[account]][state] += 1
    return {kind: dict(sorted(counted[kind].items())) for kind in sorted(counted)}


def words_by_kind(dispatch: Dispatch) -> dict[tuple[str, str], int]:
    """Return how many confirmed deliveries rest on a person's word alone, by kind of channel and state."""
    rows = Delivery.objects.filter(word_alone(dispatch), month=dispatch.month, dispatch_id=dispatch.pk)
    kinds = dict(Account.objects.values_list("pk", "kind"))
    return dict(
        Counter((kinds[account], state) for account, state in rows.values_list("account_id", "state"))
    )


def pace_by_kind(dispatch: Dispatch) -> dict[str, Pace]:
    """Return how fast each kind of channel was."""
    values = {
        "began": dispatch.started_at,
        "month": dispatch.month,
        "dispatch": dispatch.pk,
        "reached": [state.value for state in REACHED],
    }
    with connection.cursor() as cursor:
        cursor.execute(_PACE, values)
        return {
            kind: Pace(*(max(0.0, float(second)) for second in seconds))
            for kind, seconds in cursor.fetchall()
        }


def pending(dispatches: Iterable[Dispatch]) -> int:
    """Return how many deliveries have not come to an end, those that were never made included."""
    return sum(_pending(dispatch) for dispatch in dispatches)


def _pending(dispatch: Dispatch) -> int:
    rows = Delivery.objects.filter(month=dispatch.month, dispatch_id=dispatch.pk)
    open_rows = rows.filter(state__in=PENDING).count()
    return open_rows + max(0, dispatch.approved_count - rows.count())


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ledger beside the receiver: letters that the ledger counts and nobody got, and letters got twice."""

    lost: int
    doubled: int


def compare_letters(dispatches: Iterable[Dispatch], letters: Iterable[Letter]) -> Comparison:
    """Compare the ledger's mail deliveries with the receiver's log, one Message-ID each."""
    got = Counter(letter.id for letter in letters if letter.id.startswith("<loa-"))
    mail = set(Account.objects.filter(kind="email").values_list("pk", flat=True))
    claimed: set[str] = set()
    for dispatch in dispatches:
        rows = Delivery.objects.filter(
            month=dispatch.month, dispatch_id=dispatch.pk, account_id__in=mail, state__in=REACHED
        )
        claimed |= {f"<loa-{pk}@" for pk in rows.values_list("pk", flat=True)}
    here = {message_id.partition("@")[0] + "@" for message_id in got}
    return Comparison(len(claimed - here), sum(1 for times in got.values() if times > 1))


def same_receivers(first: Dispatch, second: Dispatch) -> bool:
    """Say whether the second dispatch went to exactly those whom the first reached or may have reached."""
    reached = _receivers(first, {state.value for state in SAME_AS})
    return reached == _receivers(second, None)


def _receivers(dispatch: Dispatch, states: set[str] | None) -> set[tuple[int, int]]:
    rows = Delivery.objects.filter(month=dispatch.month, dispatch_id=dispatch.pk)
    if states is not None:
        rows = rows.filter(state__in=states)
    return set(rows.values_list("account_id", "receiver"))


def refused_renditions() -> int:
    """Return how many wordings were refused; they stay on record."""
    return Rendition.objects.filter(state=RenditionState.REFUSED).count()
