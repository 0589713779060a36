"""Makers for tests and benches: an account of a test kind, a plan to a range of numbers, a look at the outcome."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import django
from django.db import connection

if __name__ == "__main__":
    django.setup()

from loa.channels import registry
from loa.channels.actions import open_account
from loa.channels.contract import sample_core
from loa.channels.models import Account
from loa.channels.testing import installed
from loa.delivery import store, worker
from loa.delivery.models import Delivery, Dispatch, Tally
from loa.delivery.plan import ContentPlan, DispatchPlan, TargetPlan
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.ids import digest
from loa.lib.memory import settle
from loa.units.models import Body


def make_account(
    body: Body, url: str, *, kind: str = "loopback", mode: str = "test", name: str = "Thử"
) -> Account:
    """Open an account of a test kind that posts to the URL."""
    return open_account(actor=SYSTEM, body=body, kind=kind, name=name, mode=mode, config={"url": url})


def make_plan(
    account: Account, count: int, *, rule: Mapping[str, Any] | None = None, **changes: Any
) -> DispatchPlan:
    """Return a plan that sends one message through the account to the numbers 1 … count, at once."""
    payload = registry.get(account.kind).render(sample_core(account.mode))
    contents = (ContentPlan("main", account.kind, "vi", payload),)
    targets = (TargetPlan(account.pk, "main", "numbers", rule or {"from": 1, "to": count}),)
    plan: dict[str, Any] = {
        "thing": "tests.thing:1",
        "release_hash": digest("thing"),
        "body_id": account.body_id,
        "mode": account.mode,
        "priority": "normal",
        "contents": contents,
        "targets": targets,
        "approved_count": count,
        "as_of": clock.now(),
        "hold": 0,
    }
    return DispatchPlan(**(plan | changes))


def states(dispatch: Dispatch) -> dict[str, int]:
    """Return how many deliveries of the dispatch are in each state, counted from the rows."""
    rows = Delivery.objects.filter(month=dispatch.month, dispatch_id=dispatch.pk)
    return dict(Counter(rows.values_list("state", flat=True)))


def tallied(dispatch: Dispatch) -> dict[str, int]:
    """Return the same from the tally."""
    found: Counter[str] = Counter()
    for state, count in Tally.objects.filter(dispatch=dispatch).values_list("state", "count"):
        found[state] += count
    return {state: count for state, count in found.items() if count}


# -- a worker in a process of its own, to be killed ----------------------------------------------------------


def start_worker(
    *,
    lease: int = 2,
    in_flight: int = 64,
    poll: float = 0.05,
    inside: Sequence[str] = (),
    database: str = "",
) -> subprocess.Popen[bytes]:
    """Start a real worker on this process's database with the test kinds, and return once it works.

    `lease` seconds after it is killed, its chunks may be claimed by another. `inside` are the words of a command that
    runs it elsewhere (a network namespace), from where the server is reached at `database` (address:port).
    """
    place = connection.settings_dict
    url = f"postgresql://{place['USER']}@{database}/{place['NAME']}"
    url += "" if database else f"?host={place['HOST']}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
        "WORKER_LEASE": str(lease),
        "WORKER_IN_FLIGHT": str(in_flight),
        "WORKER_POLL": str(poll),
        "LOA_EXERCISE_ADDRESSES": database.rpartition(":")[0],
        "PYTHONPATH": os.pathsep.join(item for item in sys.path if item),
    }
    command = [*inside, sys.executable, "-m", "loa.delivery.testing"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)  # noqa: S603  our own program
    assert process.stdout is not None
    with process.stdout:
        if process.stdout.readline().strip() != b"working":
            raise RuntimeError("the worker did not start")
    return process


def main() -> None:
    """Work with the test kinds until killed or asked to stop; says "working" once."""
    store.LEASE = int(os.environ["WORKER_LEASE"])
    tuning = worker.Tuning(
        in_flight=int(os.environ["WORKER_IN_FLIGHT"]),
        poll=float(os.environ["WORKER_POLL"]),
        heartbeat=store.LEASE / 4,
    )
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    settle()
    with installed():
        sys.stdout.write("working\n")
        sys.stdout.flush()
        worker.run(stop, tuning)


if __name__ == "__main__":
    main()
