"""Workers on several hosts (network namespaces) on one database: how far they add up, and one cut off and coming back.

The receiver thinks about each message, as providers do, so that one worker waits more than it works; the throughput of
two and three is compared with that of one. The cut is made twice: through a kind whose provider keeps our key, where
nothing may be unknown, and through one without, where nothing may come twice. Needs root and `ip` (iproute2).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.db import connection

from loa.channels.models import Account
from loa.channels.testing import installed
from loa.delivery import folder
from loa.delivery.actions import open_dispatch
from loa.delivery.bench.ground import make_body
from loa.delivery.bench.receiver import Counts, Receiver, receiving
from loa.delivery.bench.relay import relaying
from loa.delivery.models import Dispatch
from loa.delivery.testing import make_account, make_plan, start_worker, tallied
from loa.delivery.worker import Tuning
from loa.journal.actions import SYSTEM
from loa.lib.errors import DomainError
from loa.lib.measure import Bench, Goal, Outcome, Plan, median, ratio

MESSAGES = 12_000
THINKING = 0.08  # seconds: 64 calls at once make at most 800 messages a second of one worker
HOSTS = 3
LEASE = 3
CUT = 6.0  # seconds without a network: longer than a lease
PATIENCE = 180.0
NETWORK = "10.203.77"
BRIDGE = "loab"


class NoHosts(DomainError):
    """Hosts cannot be made here."""

    def __init__(self) -> None:
        super().__init__("Making hosts needs root and the command ip (apt install iproute2).")


@dataclass(frozen=True, slots=True)
class Sent:
    """What a dispatch came to: messages a second, share of the cores (percent), and what went wrong."""

    rate: float
    busy: float
    lost: int
    twice: int
    unknown: int


def ip(*words: str) -> None:
    """Run the command that makes and changes networks."""
    subprocess.run([str(shutil.which("ip")), *words], check=True, capture_output=True)  # noqa: S603  fixed words


@contextmanager
def hosts(number: int) -> Iterator[list[str]]:
    """Make so many namespaces on one bridge, and take them away."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        raise NoHosts
    names = [f"{BRIDGE}{place}" for place in range(1, number + 1)]
    with ExitStack() as undo:
        ip("link", "add", BRIDGE, "type", "bridge")
        undo.callback(ip, "link", "del", BRIDGE)
        ip("addr", "add", f"{NETWORK}.254/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for place, name in enumerate(names, start=1):
            ip("netns", "add", name)
            undo.callback(ip, "netns", "del", name)
            ip("link", "add", f"{name}o", "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("link", "set", f"{name}o", "master", BRIDGE, "up")
            ip("-n", name, "addr", "add", f"{NETWORK}.{place}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "lo", "up")
            ip("-n", name, "link", "set", "eth0", "up")
        yield names


class Trial:
    """One database and one receiver as the hosts see them."""

    def __init__(self, receiver: Receiver, database: str, url: str, messages: int) -> None:
        self.receiver = receiver
        self.database = database
        self.messages = messages
        self.keyed = make_account(make_body(), url)
        self.blind = make_account(make_body(), url, kind="loopback_blind", name="Không khóa")

    def send(self, names: list[str], account: Account, *, cut: bool = False) -> Sent:
        """Send a dispatch through workers on these hosts, one of them cut off for a while where asked for."""
        before = self.receiver.counts()
        workers = [self._worker(name) for name in names]
        try:
            psutil.cpu_percent()
            began = time.perf_counter()
            dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, self.messages * len(names)))
            if cut:
                self._cut_off(names[0], before.taken)
            self._wait_for(dispatch)
            spent = time.perf_counter() - began
            busy = psutil.cpu_percent()
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.wait(30)
        folder.catch_up()
        return self._judge(dispatch, before, spent, busy)

    def _worker(self, name: str) -> subprocess.Popen[bytes]:
        inside = [str(shutil.which("ip")), "netns", "exec", name]
        return start_worker(lease=LEASE, inside=inside, database=self.database)

    def _cut_off(self, name: str, taken: int) -> None:
        """Take a host's network away in mid-dispatch for longer than its lease."""
        until = time.monotonic() + PATIENCE
        while self.receiver.counts().taken < taken + self.messages // 4 and time.monotonic() < until:
            time.sleep(0.05)
        ip("-n", name, "link", "set", "eth0", "down")
        time.sleep(CUT)
        ip("-n", name, "link", "set", "eth0", "up")

    def _wait_for(self, dispatch: Dispatch) -> None:
        until = time.monotonic() + PATIENCE
        while not Dispatch.objects.filter(pk=dispatch.pk, state="done").exists():
            if time.monotonic() > until:
                raise TimeoutError("the dispatch did not end in time")
            time.sleep(0.05)

    def _judge(self, dispatch: Dispatch, before: Counts, spent: float, busy: float) -> Sent:
        after, states = self.receiver.counts(), tallied(dispatch)
        told, unknown = states.get("accepted", 0), states.get("unknown", 0)
        never_there = max(0, told - (after.taken - before.taken))
        return Sent(
            rate=dispatch.approved_count / spent,
            busy=busy,
            lost=dispatch.approved_count - told - unknown + never_there,
            twice=after.doubled - before.doubled,
            unknown=unknown,
        )


def run(plan: Plan) -> Outcome:
    """Measure one, two and three hosts in turn; then three of which one is cut off."""
    place = connection.settings_dict
    socket = Path(place["HOST"]) / f".s.PGSQL.{place['PORT'] or 5432}"
    with installed(), receiving(delay=THINKING) as receiver, hosts(HOSTS) as names, ExitStack() as stack:
        targets = [str(socket), str(receiver.port)]
        database, port = stack.enter_context(relaying(f"{NETWORK}.254", targets))
        url = f"http://{NETWORK}.254:{port}/in"
        trial = Trial(receiver, f"{NETWORK}.254:{database}", url, plan.scaled(MESSAGES, least=1_000))
        found: dict[int, list[Sent]] = {number: [] for number in range(1, HOSTS + 1)}
        for round_ in range(1, min(plan.rounds, 3) + 1):
            for number, sent in found.items():
                sent.append(trial.send(names[:number], trial.keyed))
                plan.say(f"round {round_}: {number} hosts {sent[-1].rate:,.0f} messages/s")
        keyed = trial.send(names, trial.keyed, cut=True)
        blind = trial.send(names, trial.blind, cut=True)
        for way, each in (("with a key", keyed), ("without a key", blind)):
            plan.say(f"{way}, one of {HOSTS} cut off for {CUT:.0f} s: {each}")
    return _outcome(found, keyed, blind)


def _outcome(found: dict[int, list[Sent]], keyed: Sent, blind: Sent) -> Outcome:
    rates = {number: [sent.rate for sent in each] for number, each in found.items()}
    everything = [sent for each in found.values() for sent in each] + [keyed, blind]
    figures = {
        "of_linear": round(min(ratio(rates[number], rates[1]) / number for number in rates), 3),
        "lost": float(sum(sent.lost for sent in everything)),
        "doubled": float(blind.twice),
        "unknown": float(blind.unknown),
        "unknown_with_key": float(sum(sent.unknown for sent in everything) - blind.unknown),
    }
    lines = [(f"{number} hosts", f"{median(each):,.0f} messages/s") for number, each in rates.items()]
    busy = median([sent.busy for sent in found[HOSTS]])
    lines.append((f"all cores of this machine, with {HOSTS} hosts", f"{busy:.0f} % busy"))
    lines.append(("cut off, with a key: called again under it", f"{keyed.twice}"))
    lines.append(("cut off, without a key: twice, unknown", f"{blind.twice}, {blind.unknown}"))
    return Outcome(dict(figures), lines)


BENCH = Bench(
    "hosts",
    "Workers on three hosts on one database, one of them cut off in mid-dispatch",
    run,
    (
        Goal("of_linear", at_least=0.8),
        Goal("lost", at_most=0),
        Goal("doubled", at_most=0),
        Goal("unknown", at_most=Tuning().in_flight),
        Goal("unknown_with_key", at_most=0),
    ),
)
