"""How long the screens take on the demo's data, beside a bare Django page with as many rows of the same table.

Requests go through the whole stack of this process, from the first middleware to the last byte, without a network.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path

from loa.audience.views import AREAS as AUDIENCE
from loa.audience.views import SUBSCRIBERS
from loa.bulletins.models import Bulletin
from loa.bulletins.views.lists import BULLETINS as BULLETINS_LIST
from loa.channels.views import ACCOUNTS
from loa.delivery.views import DELIVERIES, DIFFERENCES, DISPATCHES
from loa.kinds.manual.views import STATIONS
from loa.lib.measure import Bench, Figure, Goal, Outcome, Plan, median, percentile, ratio
from loa.lib.memory import settle
from loa.notices.views import NOTICES
from loa.ops.benches.ground import Ground, client, make_ground
from loa.ops.errors import OpsError
from loa.ops.prepare import collect_static
from loa.units.models import Person
from loa.units.views.journal import JOURNAL
from loa.units.views.people import PEOPLE
from loa.units.views.rights import RIGHTS
from loa.units.views.trees import AREAS, BODIES
from loa.web.lists import ListScreen

REPEATS = 12
ROWS = 30
FRAGMENT = {"HX-Request": "true"}
BARE_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "loa.ops.benches.pages.bare_addresses",
]
BARE_PAGE = """<!doctype html><html lang="vi"><head><title>Bản tin</title></head><body>{{ user.full_name }}
<table>{% for row in page %}<tr><td><a href="/{{ row.pk }}/">{{ row.code }}</a></td><td>{{ row.get_state_display }}</td>
<td>{{ row.get_priority_display }}</td><td>{{ row.body.code }}</td><td>{{ row.author.full_name }}</td>
<td>{{ row.source }}</td><td>{{ row.changed_at|date:"d/m/Y H:i" }}</td><td>{{ row.sent_at|date:"d/m/Y H:i" }}</td></tr>
{% endfor %}</table>{{ page.paginator.count }}</body></html>"""


@dataclass(frozen=True, slots=True)
class Screen:
    """One address under measurement; a fragment is what the page swaps in."""

    name: str
    path: str
    client: Client
    is_fragment: bool = False
    target: str = ""

    def ask(self) -> bytes:
        """Fetch it once.

        Raises: OpsError when it does not answer as it should.
        """
        headers = FRAGMENT | ({"HX-Target": self.target} if self.target else {})
        answer = self.client.get(self.path, headers=headers if self.is_fragment else {})
        if answer.status_code != 200:
            raise OpsError(f"{self.path} answered {answer.status_code} instead of a page.")
        return answer.content


def bare(request: HttpRequest) -> HttpResponse:
    """Answer as a first Django project would: one query, one page of rows, one small template."""
    rows = Bulletin.objects.select_related("body", "author").order_by("-changed_at")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    template = engines["django"].from_string(BARE_PAGE)
    return HttpResponse(template.render({"page": page, "user": request.user}, request))


urlpatterns = [path("", bare)]


def bare_addresses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let the bare page's requests find this module's addresses (a middleware)."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return answer


def bare_screen(person: Person) -> Screen:
    """Return the bare page, read by somebody signed in; its client keeps the few middlewares it began with."""
    found = Screen("bare", "/", client())
    found.client.force_login(person)
    with override_settings(MIDDLEWARE=BARE_MIDDLEWARE):
        found.ask()
    return found


def lists(ground: Ground) -> dict[str, tuple[ListScreen, Screen]]:
    """Return every list of the desk with where it stands."""
    desk, admin = ground.editor, ground.admin
    table = [
        (BULLETINS_LIST, "/desk/bulletins/", desk),
        (DISPATCHES, "/desk/dispatches/", desk),
        (DELIVERIES, f"/desk/dispatches/{ground.dispatch}/rows/", desk),
        (DIFFERENCES, "/desk/dispatches/differences/", desk),
        (ACCOUNTS, "/desk/channels/", desk),
        (STATIONS, "/desk/stations/", desk),
        (NOTICES, "/desk/notices/", desk),
        (AREAS, "/desk/areas/", desk),
        (BODIES, "/desk/bodies/", desk),
        (AUDIENCE, "/desk/audience/", desk),
        (SUBSCRIBERS, "/desk/audience/list/", desk),
        (PEOPLE, "/desk/people/", admin),
        (RIGHTS, "/desk/rights/", admin),
        (JOURNAL, "/desk/journal/", admin),
    ]
    return {declared.key: (declared, Screen(declared.key, path, who)) for declared, path, who in table}


def screens(ground: Ground) -> list[Screen]:
    """Return what is measured: the lists, one of each kind of page, and the parts that are swapped."""
    one, sent, public = f"/desk/bulletins/{ground.draft}", f"/desk/dispatches/{ground.dispatch}", client()
    pages = {"today": "/desk/", "bulletin": f"{one}/", "editor": f"{one}/text/", "facts": f"{one}/facts/"}
    pages |= {"check": f"{one}/check/", "dispatch": f"{sent}/"}
    open_pages = {"front": "/", "register": "/channels/", "verify": "/verify/"}
    listed = lists(ground)
    found = [screen for _declared, screen in listed.values()]
    found += [Screen(name, path, ground.editor) for name, path in pages.items()]
    found += [Screen(name, path, public) for name, path in open_pages.items()]
    found.append(Screen("ledger part", f"{sent}/live/", ground.editor, is_fragment=True))
    for key in ("bulletins", "dispatches", "deliveries", "subscribers"):
        whole = listed[key][1]
        part = Screen(f"{key} part", whole.path, whole.client, is_fragment=True, target=f"list-{key}")
        found.append(part)
    return found


def milliseconds(action: Callable[[], object]) -> float:
    """Return how long an action lasts."""
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def measure(found: list[Screen], beside: Screen, plan: Plan) -> tuple[dict[str, list[float]], list[float]]:
    """Ask for every screen several times a round, for the bare page right after; return all times, milliseconds."""
    times: dict[str, list[float]] = {screen.name: [] for screen in found}
    bare_times: list[float] = []
    for screen in found:
        screen.ask()
    settle()  # as the web server does once it is loaded
    for number in range(1, plan.rounds + 1):
        for screen in found if number % 2 else reversed(found):
            times[screen.name] += [milliseconds(screen.ask) for _ in range(REPEATS)]
        bare_times += [milliseconds(beside.ask) for _ in range(REPEATS)]
        plan.say(f"round {number} of {plan.rounds}: bare page {median(bare_times[-REPEATS:]):.1f} ms")
    return times, bare_times


def queries(declared: ListScreen, screen: Screen, rows: int) -> int:
    """Return how many queries the list takes where a page holds so many rows."""
    kept = declared.page_size
    object.__setattr__(declared, "page_size", rows)
    try:
        with CaptureQueriesContext(connection) as seen:
            screen.ask()
    finally:
        object.__setattr__(declared, "page_size", kept)
    return len(seen)


def run(plan: Plan) -> Outcome:
    """Make the ground, then ask."""
    collect_static(plan.say)
    ground = make_ground(plan)
    found = screens(ground)
    times, bare_times = measure(found, bare_screen(ground.person), plan)
    grown = {key: queries(*pair, 20) - queries(*pair, 1) for key, pair in lists(ground).items()}
    return _outcome(found, times, bare_times, grown)


def _outcome(
    found: list[Screen], times: dict[str, list[float]], bare_times: list[float], grown: dict[str, int]
) -> Outcome:
    slow = {name: round(percentile(values, 0.95), 1) for name, values in times.items()}
    share = round(ratio(_by_round(bare_times), _by_round(times["bulletins"])), 3)
    figures: dict[str, Figure] = {
        "p95_ms": slow,
        "fragment_p95_ms": {screen.name: slow[screen.name] for screen in found if screen.is_fragment},
        "bare_ratio": share,
        "more_queries_for_20_rows": {name: float(more) for name, more in grown.items()},
    }
    lines = [(f"{name}, 95th percentile", f"{value:.0f} ms") for name, value in slow.items()]
    lines += [
        (f"list of bulletins, {ROWS} rows, median", f"{median(times['bulletins']):.1f} ms"),
        ("bare Django page with as many rows, median", f"{median(bare_times):.1f} ms"),
        ("bare / list", f"{share:.2f}"),
    ]
    return Outcome(figures, lines)


def _by_round(values: list[float]) -> list[float]:
    return [median(values[start : start + REPEATS]) for start in range(0, len(values), REPEATS)]


BENCH = Bench(
    "pages",
    "The screens on the demo's data",
    run,
    (
        Goal("p95_ms", at_most=300),
        Goal("fragment_p95_ms", at_most=150),
        Goal("bare_ratio", at_least=0.5),
        Goal("more_queries_for_20_rows", at_most=0),
    ),
)
