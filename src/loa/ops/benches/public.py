"""The public pages under load, beside a static file of the same server, and how soon a correction shows meanwhile.

Everything is real: the web server with its processes, PostgreSQL, HTTP on this machine; the load shares its cores.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connections, transaction

from config import paths
from loa.bulletins import actions, queries
from loa.bulletins.models import Bulletin
from loa.bulletins.rules.release import Proof
from loa.bulletins.rules.words import EmergencyKind, Priority
from loa.channels.models import Account
from loa.desk.tour import acts, story
from loa.lib import clock
from loa.lib.measure import Bench, Figure, Goal, Outcome, Plan, in_turn, median, percentile, ratio
from loa.ops import web
from loa.ops.benches.ground import NO_PORT
from loa.ops.benches.load import Answers, Request, load
from loa.ops.benches.start import first_page, free_port
from loa.ops.demo import world
from loa.ops.errors import OpsError
from loa.ops.prepare import collect_static
from loa.units.models import Area

SECONDS = 4.0
EMERGENCIES = 20  # a full first page of the list
CORRECTION_SECONDS = 3.0  # for which it is looked for after its commit
BARE = "/bare"
STATIC = "css/portal.css"


@dataclass
class Ground:
    """A running server with emergencies to read, and what was measured on it."""

    port: int
    emergencies: list[Bulletin]
    requests: dict[str, Request]
    answers: dict[str, list[Answers]] = field(default_factory=dict)

    def run(self, name: str, seconds: float) -> float:
        """Ask for one thing for so long; return answers a second."""
        found = load(self.port, self.requests[name], seconds)
        self.answers.setdefault(name, []).append(found)
        return found.per_second

    def p99(self, name: str) -> float:
        """Return the milliseconds within which 99 of 100 answers came."""
        times = [each for found in self.answers[name] for each in found.times]
        return round(1000 * percentile(times, 0.99), 1)

    def correct_under_load(self, number: int) -> float:
        """Correct one emergency in mid-load; return how long after its commit a reader still got the list without it.

        Every reading opens a connection of its own, so that it reaches any of the processes.
        """
        request, over = self.requests["emergency"], threading.Event()
        readings: list[tuple[float, str]] = []

        def keep_busy() -> None:
            while not over.is_set():
                load(self.port, request, 0.5)

        def keep_reading() -> None:
            while not over.is_set():
                readings.append((time.monotonic(), _read(self.port, request.path)))
                time.sleep(0.01)

        threads = [threading.Thread(target=keep_busy), threading.Thread(target=keep_reading)]
        for thread in threads:
            thread.start()
        try:
            time.sleep(0.5)
            with transaction.atomic():
                row = acts.correct(self.emergencies[number], _proof())
                moment = time.monotonic()  # nobody can read it yet
            time.sleep(CORRECTION_SECONDS)
        finally:
            over.set()
            for thread in threads:
                thread.join()
        if not readings or row.bulletin.code not in readings[-1][1]:
            raise OpsError("The correction was still not to be seen at the end of the round.")
        return max([0.0, *(at - moment for at, page in readings if row.bulletin.code not in page)])


def _read(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=10) as answer:
        return str(answer.read().decode())


def _proof() -> Proof:
    return Proof(second_factor=True, at=clock.now())


def _emergency(number: int) -> Bulletin:
    """Write and release one emergency through the actions that the screens use."""
    editor = acts.actor_of(story.EDITOR)
    values = story.values(story.spraying_day(clock.today()))
    bulletin = actions.draft_from_template(actor=editor, key=story.TEMPLATE, values=values)
    core = queries.core_text(bulletin)
    actions.save(
        actor=editor,
        bulletin=bulletin,
        title=f"{core.title} – đợt {number + 1}",
        text=story.with_place(core.body),
        base_version=core.version,
    )
    actions.configure(
        actor=editor,
        bulletin=bulletin,
        areas=[Area.objects.get(code=story.CITY_AREA)],
        accounts=list(Account.objects.filter(body=editor.body)),
        source=story.SOURCE,
        priority=Priority.EMERGENCY,
        emergency_kind=EmergencyKind.EPIDEMIC,
        emergency_reason="Ổ dịch lan nhanh, cần phun ngay",
        valid_until=clock.now() + timedelta(hours=12),
    )
    actions.lock_facts(actor=editor, bulletin=bulletin)
    acts.release(bulletin, acts.ask_for_release(bulletin).hash, _proof())
    bulletin.refresh_from_db()
    return bulletin


def make_ground(plan: Plan, port: int) -> Ground:
    """Fill the scratch copy and name what will be asked for."""
    plan.say("loading Hanoi, people, channels and subscribers")
    world.load_units()
    world.load_cast("a password nobody types")
    world.open_channels(NO_PORT)
    world.load_subscribers(126)
    plan.say(f"sending {EMERGENCIES} emergencies")
    sent = [_emergency(number) for number in range(EMERGENCIES)]
    pasted = urlencode({"text": queries.core_text(sent[-1]).body}).encode()
    requests = {
        "static": Request(staticfiles_storage.url(STATIC)),
        "bare": Request(f"{BARE}/{STATIC}"),
        "emergency": Request("/emergencies/"),
        "verify": Request(f"/verify/?code={sent[-1].code}"),
        "pasted": Request("/verify/", pasted),
    }
    return Ground(port, sent, requests)


@contextmanager
def server(port: int) -> Iterator[None]:
    """Have the site's own web server run, as `loa web` starts it; under /bare it gives files without the site."""
    bare = [f"--static-path-route={BARE}", f"--static-path-mount={settings.STATIC_ROOT}"]
    env = {**os.environ, "LOA_PORT": str(port)}
    with subprocess.Popen([*web.command(), f"--port={port}", *bare], env=env, cwd=paths.ROOT) as process:
        try:
            first_page(port, process)
            yield
        finally:
            process.terminate()


def run(plan: Plan) -> Outcome:
    """Load the files and the pages in turn, then correct in mid-load, once a round."""
    collect_static(plan.say)
    ground = make_ground(plan, free_port())
    connections.close_all()
    seconds = max(0.5, SECONDS * plan.scale)
    with server(ground.port):
        for name in ground.requests:
            load(ground.port, ground.requests[name], 0.5)  # every process has each page
        found = in_turn({name: lambda name=name: ground.run(name, seconds) for name in ground.requests}, plan)  # type: ignore[misc]
        shown = [ground.correct_under_load(number) for number in range(min(plan.rounds, EMERGENCIES))]
    return _outcome(ground, found, shown)


def _outcome(ground: Ground, found: dict[str, list[float]], shown: list[float]) -> Outcome:
    pages = ("emergency", "verify", "pasted")
    figures: dict[str, Figure] = {
        "ratio": {name: round(ratio(found[name], found["static"]), 3) for name in pages},
        "bare_ratio": {name: round(ratio(found[name], found["bare"]), 3) for name in pages},
        "p99_ms": {name: ground.p99(name) for name in found},
        "per_second": {name: round(median(values), 1) for name, values in found.items()},
        "correction_s": round(max(shown), 2),
    }
    sizes = {name: answers[-1].size for name, answers in ground.answers.items()}
    lines = [
        (
            f"{name}, {sizes[name]:,} bytes with headers",
            f"{median(values):,.0f} a second, 99 % within {ground.p99(name):,.1f} ms",
        )
        for name, values in found.items()
    ]
    lines += [(f"{name} / static file", f"{ratio(found[name], found['static']):.2f}") for name in pages]
    lines.append(("a correction is seen by every reader after", f"{max(shown):.2f} s at most"))
    return Outcome(figures, lines)


BENCH = Bench(
    "public",
    "The public pages under load, beside a static file of the same server",
    run,
    (Goal("ratio", at_least=0.7), Goal("correction_s", at_most=2.0)),
)
