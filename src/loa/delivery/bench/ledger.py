"""How fast an audience becomes deliveries, beside raw COPY into the same table and Django's bulk_create."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection, connections, transaction

from loa.channels.testing import installed
from loa.delivery import expand, rules, store, work
from loa.delivery.actions import open_dispatch
from loa.delivery.bench.ground import make_body
from loa.delivery.models import Chunk, Delivery, Dispatch, Target
from loa.delivery.states import Lane, State
from loa.delivery.testing import make_account, make_plan
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.measure import Bench, Goal, Outcome, Plan, in_turn, median, ratio, seconds

RECEIVERS = 1_000_000
BULK_SHARE = 20  # bulk_create is timed on a part, as it is slow; rates are compared
LINE = "{id}\t{month}\t{dispatch}\t{account}\t{content}\t{receiver}\t0\ttest\tqueued\t1\n"


class Ground:
    """A dispatch of so many receivers, made anew for every run on an empty month."""

    def __init__(self, receivers: int) -> None:
        self.receivers = receivers
        self.account = make_account(make_body(), "http://127.0.0.1:9/in")

    def open(self) -> tuple[Dispatch, Target]:
        """Empty the hot tables and open the dispatch."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT delivery_open_month(%s)", [clock.now().date()])
        empty_month(rules.month_of(clock.now()))
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(self.account, self.receivers))
        return dispatch, dispatch.targets.get()

    def expand(self) -> float:
        """Return receivers a second through the product's own path: claim, expand, count, tally, commit, group by group."""
        dispatch, _ = self.open()
        lanes = [lane.value for lane in Lane]

        def run() -> None:
            while claim := store.claim("bench", lanes):
                work.expand_chunk(claim)
                Chunk.objects.filter(expanded__isnull=False).exclude(state="done").update(state="done")

        spent = seconds(run)
        found = Delivery.objects.filter(dispatch_id=dispatch.pk).count()
        assert found == self.receivers, found
        return self.receivers / spent

    def copy(self) -> float:
        """Return rows a second of one COPY of ready text into the same table, by the bare driver."""
        dispatch, target = self.open()
        text = list(self._lines(dispatch, target))
        statement = expand.FILL.format(table=expand.month_table(dispatch.month))

        def run() -> None:
            connection.ensure_connection()
            with (
                transaction.atomic(),
                connection.connection.cursor() as cursor,
                cursor.copy(statement) as copy,
            ):
                for block in text:
                    copy.write(block)

        return self.receivers / seconds(run)

    def bulk_create(self, batch: int) -> Callable[[], float]:
        """Return a run of Django's bulk_create with this batch size on the same table and connection."""

        def run() -> float:
            dispatch, target = self.open()
            number = max(1, self.receivers // BULK_SHARE)
            rows = [self._row(dispatch, target, place) for place in range(number)]
            with month_model(dispatch.month):
                return number / seconds(lambda: Delivery.objects.bulk_create(rows, batch_size=batch))

        return run

    def _lines(self, dispatch: Dispatch, target: Target, block: int = 5_000) -> Iterator[bytes]:
        fixed = {"month": dispatch.month, "dispatch": dispatch.pk, "account": target.account_id}
        for low in range(0, self.receivers, block):
            places = range(low, min(low + block, self.receivers))
            lines = [
                LINE.format(id=place, receiver=place + 1, content=target.content_id, **fixed)
                for place in places
            ]
            yield "".join(lines).encode()

    def _row(self, dispatch: Dispatch, target: Target, place: int) -> Delivery:
        return Delivery(
            id=place,
            month=dispatch.month,
            dispatch_id=dispatch.pk,
            account_id=target.account_id,
            content_id=target.content_id,
            receiver=place + 1,
            area_id=0,
            mode="test",
            state=State.QUEUED.value,
            rank=rules.rank(State.QUEUED),
            reason="",
            changed_at=dispatch.created_at,
        )


@contextmanager
def month_model(month: date) -> Iterator[None]:
    """Let Django's model write into the table of a month, as the ledger does."""
    parent = Delivery._meta.db_table  # noqa: SLF001  Django's own name for it
    Delivery._meta.db_table = expand.month_table(month)  # noqa: SLF001
    try:
        yield
    finally:
        Delivery._meta.db_table = parent  # noqa: SLF001


def empty_month(month: date) -> None:
    """Empty a month and the work of all dispatches, as the owner of the scratch database."""
    with connections["owner"].cursor() as cursor:
        for table in ("delivery_delivery", "delivery_attempt", "delivery_event"):
            cursor.execute(f"TRUNCATE {table}_{month:%Y%m}")
        cursor.execute("UPDATE delivery_chunk SET state = 'done'")


def run(plan: Plan) -> Outcome:
    """Expand, copy and create the same receivers in turn."""
    with installed():
        ground = Ground(plan.scaled(RECEIVERS, least=1_000))
        found = in_turn(
            {
                "expanded by the ledger": ground.expand,
                "raw COPY": ground.copy,
                "bulk_create 500": ground.bulk_create(500),
                "bulk_create 5,000": ground.bulk_create(5_000),
            },
            plan,
        )
    own = found["expanded by the ledger"]
    faster = [max(pair) for pair in zip(found["bulk_create 500"], found["bulk_create 5,000"], strict=True)]
    figures = {"copy_ratio": ratio(own, found["raw COPY"]), "bulk_create_ratio": ratio(own, faster)}
    lines = [(name, f"{median(values):,.0f} rows/s") for name, values in found.items()]
    lines += [
        ("ledger / COPY", f"{figures['copy_ratio']:.2f}"),
        ("ledger / bulk_create", f"{figures['bulk_create_ratio']:.1f}"),
    ]
    return Outcome(dict(figures), lines)


BENCH = Bench(
    "ledger",
    "Deliveries expanded a second, beside COPY and bulk_create into the same table",
    run,
    (Goal("copy_ratio", at_least=0.7), Goal("bulk_create_ratio", at_least=8.0)),
)
