"""How soon an emergency is with its provider: on a quiet machine, and while a mass send runs through the same account.

Timed from before the transaction that opens the dispatch to the moment at which the provider has read the message,
by one clock that all processes share. Worker, database and provider are real processes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from loa.channels.models import Account
from loa.channels.testing import installed
from loa.delivery import store, worker
from loa.delivery.actions import cancel_dispatch, open_dispatch
from loa.delivery.bench.ground import make_body
from loa.delivery.bench.receiver import MARK, Receiver, receiving
from loa.delivery.models import Delivery, Dispatch
from loa.delivery.plan import DispatchPlan
from loa.delivery.testing import make_account, make_plan, start_worker
from loa.journal.actions import SYSTEM
from loa.lib.measure import Bench, Goal, Outcome, Plan, median, percentile

BULK = 1_000_000
TRIES = 40
PAUSE = 0.37  # seconds between two emergencies, no multiple of any interval of the worker
PATIENCE = 60.0


def run(plan: Plan) -> Outcome:
    """Send emergencies with nothing else to do, then in the middle of the mass send."""
    tries, receivers = plan.scaled(TRIES, least=5), plan.scaled(BULK, least=20_000)
    with installed(), receiving() as receiver, working():
        account = make_account(make_body(), receiver.url)
        idle = [alarm(account, receiver) for _ in range(tries)]
        plan.say(f"idle: {median(idle):.2f} s, the slowest {max(idle):.2f} s")
        bulk = open_dispatch(actor=SYSTEM, plan=make_plan(account, receivers))
        began = time.monotonic()
        wait_for(receiver, receiver.counts().taken + 2_000)
        loaded = [alarm(account, receiver) for _ in range(tries)]
        spent, sent = time.monotonic() - began, receiver.counts().taken
        still_running = Dispatch.objects.get(pk=bulk.pk).state == "sending"
        cancel_dispatch(actor=SYSTEM, dispatch=Dispatch.objects.get(pk=bulk.pk))
    plan.say(f"loaded: {median(loaded):.2f} s, the slowest {max(loaded):.2f} s; {sent:,} sent beside it")
    assert still_running, "the mass send ended too early; the figure says nothing"
    figures = {"p95_s_idle": percentile(idle, 0.95), "p95_s_loaded": percentile(loaded, 0.95)}
    lines = [
        ("nothing else to do, median", f"{median(idle):.2f} s"),
        (f"while {receivers:,} go out, median", f"{median(loaded):.2f} s"),
        ("the mass send beside it", f"{sent / spent:,.0f} messages/s"),
        ("behind the mass send, without lanes", f"about {receivers * spent / sent:,.0f} s"),
    ]
    return Outcome({name: round(value, 3) for name, value in figures.items()}, lines)


def alarm(account: Account, receiver: Receiver) -> float:
    """Open an emergency for one receiver and return the seconds until the provider has it."""
    began = time.monotonic()
    dispatch = open_dispatch(actor=SYSTEM, plan=marked(make_plan(account, 1, priority="emergency")))
    key = ""
    while time.monotonic() < began + PATIENCE:
        time.sleep(PAUSE)
        key = key or _key_of(dispatch)
        if key and (arrived := receiver.counts().first_at.get(key)):
            return arrived - began
    raise TimeoutError("the emergency did not arrive")


def marked(plan: DispatchPlan) -> DispatchPlan:
    """Return the plan with a text whose arrival the receiver times."""
    [content] = plan.contents
    text = f"{MARK} {content.payload['text']}"
    return replace(plan, contents=(replace(content, payload={**content.payload, "text": text}),))


def _key_of(dispatch: Dispatch) -> str:
    row = Delivery.objects.filter(month=dispatch.month, dispatch_id=dispatch.pk).values_list("pk", flat=True)
    found = row.first()
    return f"loa-{found}" if found else ""


def wait_for(receiver: Receiver, number: int) -> None:
    """Wait until the receiver has so many. Raises: TimeoutError."""
    until = time.monotonic() + PATIENCE
    while receiver.counts().taken < number:
        if time.monotonic() > until:
            raise TimeoutError("the mass send did not begin")
        time.sleep(0.1)


@contextmanager
def working() -> Iterator[None]:
    """Run one worker as `loa up` does."""
    process = start_worker(lease=store.LEASE, poll=worker.Tuning().poll)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


BENCH = Bench(
    "urgent",
    "From release to the provider, an emergency beside a mass send through the same account",
    run,
    (Goal("p95_s_idle", at_most=1.0), Goal("p95_s_loaded", at_most=2.0)),
)
