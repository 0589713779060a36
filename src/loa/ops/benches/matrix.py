"""Hundreds of documents at hundreds of bodies: sending to all, the matrix, the export; each beside the bare SQL of the same work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from django.db import connection, connections, transaction
from django.test import Client

from loa.documents.actions.circulating import INSERT, circulate
from loa.documents.models import Document
from loa.documents.queries.matrix import BODIES, DOCUMENTS
from loa.documents.rules.circulation import Part
from loa.documents.rules.words import DocumentState, Side
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.measure import Bench, Figure, Goal, Outcome, Plan, median, percentile, ratio, seconds
from loa.lib.memory import settle
from loa.ops.prepare import collect_static
from loa.units.models import Area, AreaVersion, Body, BodyVersion, Grant, Person, Post, Role
from loa.units.rules import fold_unit, sort_key

DOCUMENTS_SENT, BODIES_SENT_TO = 806, 609
PAGES = 12  # asked of the matrix in each round
ACT_OF_SENDING = 3  # documents sent to all in each round
FOUNDED = date(2020, 1, 1)
CITY = "BENCH"

MAKE_BODIES = """
WITH made AS (INSERT INTO units_body (code, address_form)
  SELECT 'BENCH-' || n, 'formal' FROM generate_series(1, %s) AS n RETURNING id, code)
INSERT INTO units_bodyversion (body_id, name, short_name, folded, sort_key, system, superior_id, path, seat_area_id,
                               form, is_committee, valid_from)
SELECT id, 'Ủy ban nhân dân phường ' || code, '', lower(code), convert_to(code, 'UTF8'), 'state', %s,
       %s || '/' || id, %s, 'state', false, %s FROM made
"""
# One officer for each body, who is told of every document that comes.
MAKE_OFFICERS = """
WITH people AS (
  INSERT INTO units_person (password, email, full_name, folded, sort_key, phone, is_active, is_sample, joined_at,
                            session_epoch)
  SELECT '!', 'can-bo-' || body_id || '@bench.invalid', 'Cán bộ', '', '', '', true, true, now(), 0
    FROM units_bodyversion WHERE superior_id = %s RETURNING id, email
), posts AS (
  INSERT INTO units_post (person_id, body_id, title, role, is_acting_deputy, valid_from, claim)
  SELECT id, split_part(split_part(email, '-', 3), '@', 1)::bigint, 'Công chức', 'ward_officer', false, %s, ''
    FROM people RETURNING id, body_id
)
INSERT INTO units_grant (post_id, role, body_id, area_id, valid_from)
SELECT id, 'ward_officer', body_id, %s, %s FROM posts
"""
MAKE_DOCUMENTS = """
INSERT INTO documents_document (body_id, side, state, form, full_number, kind, subject, place, agency, parent_agency,
       authority, signer, signer_title, urgency, grounds, recipients, unsure, version, copy_kind, link, reason, folded,
       created_by_id, created_at, changed_at, issued_at, is_sample)
SELECT %s, 'outgoing', 'issued', 'state', n || '/KH-BENCH', CASE WHEN n %% 3 = 0 THEN 'CÔNG VĂN' ELSE 'KẾ HOẠCH' END,
       'Kế hoạch tuyên truyền số ' || n || ' về phòng, chống dịch bệnh mùa mưa', '', '', '', '', '', '', 'normal',
       '{}', '{}', '{}', 1, '', 'bench' || n, '', '', %s, now(), now(), now() - n * interval '7 hours', true
  FROM generate_series(1, %s) AS n
"""
# Nine of ten acknowledged, within three days; the rest waits, late where the document is old.
FILL = """
INSERT INTO documents_circulation (document_id, body_id, holder_id, state, version, acknowledged_version, rule, sent_at,
       asked_at, due_at, acknowledged_at, reason)
SELECT d.id, v.body_id, v.body_id, CASE WHEN said THEN 3 ELSE 1 END, 1, CASE WHEN said THEN 1 END, 'below', d.issued_at,
       d.issued_at, d.issued_at + interval '2 days',
       CASE WHEN said THEN d.issued_at + (hashint8(d.id * 1000 + v.body_id) & 65535) * interval '4 seconds' END, ''
  FROM documents_document AS d CROSS JOIN units_bodyversion AS v,
       LATERAL (SELECT hashint8(d.id + v.body_id * 7919) %% 10 <> 0 AS said) AS word
 WHERE d.link LIKE 'bench%%' AND v.superior_id = %s
"""
ACKNOWLEDGE = """
INSERT INTO documents_acknowledgement (circulation_id, version, person_id, by_body_id, at)
SELECT id, 1, %s, holder_id, acknowledged_at FROM documents_circulation WHERE acknowledged_version = 1
"""
# What one page of the matrix must read at least: its documents, their totals, the cells of one page of bodies.
BARE_PAGE = """
WITH page AS (SELECT id, full_number, subject FROM documents_document WHERE link IS NOT NULL
               ORDER BY issued_at DESC, id DESC LIMIT %s OFFSET %s)
SELECT page.*, (SELECT array_agg(row) FROM (
         SELECT count(*), count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state = 1 AND due_at <= now())
           FROM documents_circulation WHERE document_id = page.id) AS row) AS totals,
       (SELECT array_agg((holder_id, state)) FROM documents_circulation
         WHERE document_id = page.id AND holder_id = ANY(%s)) AS cells
  FROM page
"""
BARE_EXPORT = """
SELECT d.full_number, d.kind, d.subject, d.issued_at, v.name, c.state, c.version, c.acknowledged_version, c.sent_at,
       c.due_at, c.acknowledged_at
  FROM documents_circulation AS c JOIN documents_document AS d ON d.id = c.document_id
  JOIN units_bodyversion AS v ON v.body_id = c.body_id WHERE d.link LIKE 'bench%%'
"""


@dataclass
class Ground:
    """The scratch city: a sender with so many bodies below, documents sent to all of them, and its clerk signed in."""

    plan: Plan
    bodies: int = 0
    documents: int = 0
    city: Body = field(init=False)
    person: Person = field(init=False)
    client: Client = field(init=False)
    unsent: list[Document] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bodies = self.plan.scaled(BODIES_SENT_TO, least=30)
        self.documents = self.plan.scaled(DOCUMENTS_SENT, least=40)
        seat = self._city()
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute(MAKE_BODIES, [self.bodies, self.city.pk, str(self.city.pk), seat.pk, FOUNDED])
            cursor.execute(MAKE_OFFICERS, [self.city.pk, FOUNDED, seat.pk, FOUNDED])
            cursor.execute(MAKE_DOCUMENTS, [self.city.pk, self.person.pk, self.documents])
            cursor.execute(FILL, [self.city.pk])
            cursor.execute(ACKNOWLEDGE, [self.person.pk])
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        connections["owner"].close()
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(self.person)

    def _city(self) -> Area:
        area, self.city = Area.objects.create(code=CITY), Body.objects.create(code=CITY)
        name = "Thành phố Đo"
        named = {"name": name, "folded": fold_unit(name), "sort_key": sort_key(name), "valid_from": FOUNDED}
        AreaVersion.objects.create(area=area, level="city", kind="Thành phố", path=CITY, **named)
        BodyVersion.objects.create(
            body=self.city, system="state", path=str(self.city.pk), seat_area=area, **named
        )
        self.person = Person.objects.create_user("van-thu@bench.invalid", full_name="Văn thư")
        post = Post.objects.create(
            person=self.person, body=self.city, role=Role.CLERK, title="Văn thư", valid_from=FOUNDED
        )
        Grant.objects.create(post=post, role=Role.CLERK, body=self.city, area=area, valid_from=FOUNDED)
        return area

    def another(self) -> Document:
        """Return an issued document that nobody was sent yet."""
        now = clock.now()
        return Document.objects.create(
            body=self.city,
            side=Side.OUTGOING,
            state=DocumentState.ISSUED,
            full_number="1/TB-BENCH",
            subject="Thông báo",
            created_by=self.person,
            created_at=now,
            changed_at=now,
            issued_at=now,
        )


def send_to_all(ground: Ground) -> float:
    """Return the seconds in which the room's act sends one document to every body and tells its officer."""
    documents = [ground.another() for _n in range(ACT_OF_SENDING)]
    acts = [
        seconds(partial(circulate, actor=SYSTEM, document=document, part=Part.BELOW))
        for document in documents
    ]
    _forget(documents)
    return median(acts)


def send_bare(ground: Ground) -> float:
    """Return the seconds in which one statement writes the same rows."""
    documents = [ground.another() for _n in range(ACT_OF_SENDING)]
    chosen, now = "SELECT body_id FROM units_bodyversion WHERE superior_id = %s", clock.now()

    def insert(document: Document) -> None:
        with connection.cursor() as cursor:
            values: list[Any] = [document.pk, 1, "below", now, now, now, ground.city.pk, document.pk]
            cursor.execute(INSERT.format(chosen=chosen), values)

    times = [seconds(partial(insert, document)) for document in documents]
    _forget(documents)
    return median(times)


def _forget(documents: list[Document]) -> None:
    """Take the documents of a round away again; only the owner of the tables may."""
    keys = [document.pk for document in documents]
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM documents_circulation WHERE document_id = ANY(%s)", [keys])
        cursor.execute("DELETE FROM documents_document WHERE id = ANY(%s)", [keys])


def pages(ground: Ground, draw: Random) -> list[float]:
    """Return the milliseconds of pages of the matrix, whole and narrowed, through the whole stack of this process."""
    last, columns = -(-ground.documents // DOCUMENTS), -(-ground.bodies // BODIES)
    narrowed = ["", "&state=late", "&kind=KẾ HOẠCH", "&q=mua+mua", "&system=state", "&state=waiting"]
    found = []
    for n in range(PAGES):
        asked = f"page={draw.randint(1, last)}&bodies={draw.randint(1, columns)}{narrowed[n % len(narrowed)]}"
        found.append(1000 * seconds(partial(_page, ground, asked)))
    return found


def timed(ground: Ground, draw: Random, busy: list[float]) -> list[float]:
    """Return the milliseconds of pages, noting the processor's own time for one: a busy machine makes only the first longer."""
    began = process_time()
    found = pages(ground, draw)
    busy.append(1000 * (process_time() - began) / len(found))
    return found


def _page(ground: Ground, asked: str) -> None:
    answer = ground.client.get(f"/desk/circulation/matrix/?{asked}")
    assert answer.status_code == 200, answer.status_code


def bare_pages(ground: Ground, draw: Random) -> list[float]:
    """Return the milliseconds of the bare statement for as many pages."""
    bodies = list(BodyVersion.objects.filter(superior=ground.city).values_list("body", flat=True))

    def read() -> None:
        with connection.cursor() as cursor:
            start = draw.randrange(max(1, ground.documents - DOCUMENTS))
            cursor.execute(BARE_PAGE, [DOCUMENTS, start, draw.sample(bodies, BODIES)])
            cursor.fetchall()

    return [1000 * seconds(read) for _n in range(PAGES)]


def export(ground: Ground, kind: str) -> tuple[float, float]:
    """Return the seconds of an export of every receipt, and by how many MB the process grew at its peak."""
    before = _peak(reset=True)
    took = seconds(lambda: _drain(ground, kind))
    return took, _peak() - before


def _drain(ground: Ground, kind: str) -> None:
    answer = ground.client.get(f"/desk/circulation/matrix/{kind}/")
    assert answer.status_code == 200, answer.status_code
    assert sum(len(part) for part in answer) > ground.bodies * ground.documents
    answer.close()


def export_bare(_ground: Ground) -> float:
    """Return the seconds in which the server copies the same columns out, unworded and unguarded."""

    def read() -> None:
        with connection.cursor() as cursor, cursor.cursor.copy(f"COPY ({BARE_EXPORT}) TO STDOUT CSV") as out:
            assert sum(len(part) for part in out)

    return seconds(read)


def _peak(*, reset: bool = False) -> float:
    """Return the largest resident size of this process in MB; with `reset` that of this moment, and begin anew."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def run(plan: Plan) -> Outcome:
    """Make the ground, then measure each work and its bare SQL in turn."""
    collect_static(plan.say)
    ground = Ground(plan)
    receipts = ground.bodies * ground.documents
    plan.say(f"{ground.documents} documents at {ground.bodies} bodies: {receipts:,} receipts")
    draw = Random(7)  # noqa: S311  repeatable, nothing is secret
    pages(ground, draw)
    settle()
    works: dict[str, Callable[[], float]] = {
        "circulate": lambda: send_to_all(ground),
        "circulate bare": lambda: send_bare(ground),
        "export": lambda: _export(ground, peaks),
        "export bare": lambda: export_bare(ground),
    }
    found: dict[str, list[float]] = {name: [] for name in works}
    shown: list[float] = []
    bare: list[float] = []
    busy: list[float] = []
    peaks: list[float] = []
    for number in range(1, plan.rounds + 1):
        for name, work in works.items():
            found[name].append(work())
        shown += timed(ground, draw, busy)
        bare += bare_pages(ground, draw)
        plan.say(f"round {number} of {plan.rounds}: page {median(shown[-PAGES:]):.0f} ms")
    book, grown = export(ground, "xlsx")
    return _outcome(receipts, found, (shown, bare, busy), (max(peaks), book, grown))


def _export(ground: Ground, peaks: list[float]) -> float:
    took, grown = export(ground, "csv")
    peaks.append(grown)
    return took


def _outcome(
    receipts: int,
    found: dict[str, list[float]],
    paged: tuple[list[float], list[float], list[float]],
    files: tuple[float, float, float],
) -> Outcome:
    shown, bare, busy = paged
    csv_peak, book, book_peak = files
    p95, sent = percentile(shown, 0.95), median(found["circulate"])
    rate = receipts / median(found["export"])
    ratios = {
        "page": round(median(bare) / median(shown), 3),
        "export": round(ratio(found["export bare"], found["export"]), 3),
        "circulate": round(ratio(found["circulate bare"], found["circulate"]), 3),
    }
    figures: dict[str, Figure] = {
        "p95_ms": round(p95, 1),
        "circulate_s": round(sent, 3),
        "export_rows_per_s": round(rate),
        "peak_mb": round(max(csv_peak, book_peak), 1),
        "sql_ratio": ratios,
    }
    lines = [
        ("matrix page, median", f"{median(shown):.0f} ms"),
        ("matrix page, 95th percentile", f"{p95:.0f} ms"),
        ("processor time of this process for a page, mean", f"{median(busy):.0f} ms"),
        ("bare SQL of a page, median", f"{median(bare):.1f} ms"),
        ("sending to all, median", f"{sent * 1000:.0f} ms"),
        ("bare SQL of sending, median", f"{median(found['circulate bare']) * 1000:.0f} ms"),
        ("export as CSV, median", f"{median(found['export']):.1f} s, {rate:,.0f} receipts a second"),
        ("bare COPY of the export, median", f"{median(found['export bare']):.1f} s"),
        ("export as Excel, once", f"{book:.1f} s, {receipts / book:,.0f} receipts a second"),
        ("growth of the process while exporting", f"CSV {csv_peak:.1f} MB, Excel {book_peak:.1f} MB"),
        *((f"bare SQL / ours, {name}", f"{value:.2f}") for name, value in ratios.items()),
    ]
    return Outcome(figures, lines)


BENCH = Bench(
    "matrix",
    "806 documents at 609 bodies: the matrix, sending to all, the export of every receipt, beside the bare SQL",
    run,
    (
        Goal("p95_ms", at_most=300),
        Goal("circulate_s", at_most=2),
        Goal("export_rows_per_s", at_least=20_000),
        Goal("peak_mb", at_most=48),
        Goal("sql_ratio", at_least=0.01),
    ),
)
