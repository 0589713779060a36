"""A year of the sample city: what it issued, what its wards acknowledged, its programmes and what came of them.

Everything is made up and marked so. It goes through the rooms' own actions, by sample accounts; afterwards `set_back` moves
the moments into the past year, which no action can do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F

from loa.clocks.models import Clock
from loa.desk.tour import acts, story
from loa.desk.tour.story import Sample
from loa.documents.actions import circulating, drafting, issuing, numbering, signing
from loa.documents.actions.acknowledging import acknowledge
from loa.documents.actions.versions import Content
from loa.documents.models import Circulation, Document
from loa.figures.scope import Scope
from loa.lib import clock
from loa.lib.clock import HANOI
from loa.tasks.actions import assigning, handing, planning, programmes, reporting
from loa.tasks.models import Assignment, HandOver, Programme, Task
from loa.tasks.rules.words import Origin, Part
from loa.units.models import Body

PLAN = "KẾ HOẠCH"
NAMES = (
    "Tuyên truyền phòng, chống dịch bệnh",
    "Thông tin cơ sở qua hệ thống truyền thanh",
    "Tuyên truyền an toàn giao thông",
    "Truyền thông về dịch vụ công trực tuyến",
    "Phân loại rác tại nguồn, bảo vệ môi trường",
    "Phòng cháy, chữa cháy trong khu dân cư",
    "Tuyên truyền các ngày lễ lớn trong năm",
    "Học tập, quán triệt nghị quyết",
    "Gương người tốt, việc tốt, cách làm hay",
    "Tiếp nhận và trả lời phản ánh của người dân",
)
"""The ten programmes; each has a group for the period under review and one for the coming quarter, the first has two.

Of each programme's four tasks three are done; the first programme has one of them in its second group to come, done ahead.
"""
_DONE_PER_PROGRAMME = 3
_ACKNOWLEDGED_LATE = 5  # every fifth copy stays without an answer
_HAND_OVER = "Danh sách điểm phát thanh cần bổ sung cụm loa"


@dataclass(frozen=True, slots=True)
class Period:
    """The span under review: from the first day of a year to the last day of its last full quarter."""

    since: date
    until: date

    @property
    def next_quarter(self) -> tuple[date, date]:
        """Return the first and last day of the quarter that follows."""
        first = self.until + timedelta(days=1)
        after = date(first.year + first.month // 10, (first.month + 3 - 1) % 12 + 1, 1)
        return first, after - timedelta(days=1)


def period(today: date) -> Period:
    """Return the span under review on a day."""
    quarter = (today.month - 1) // 3
    until = date(today.year, quarter * 3 + 1, 1) - timedelta(days=1)
    return Period(date(until.year, 1, 1), until)


def scope(today: date) -> Scope:
    """Return whose figures the review shows: those of the city and all below it, for the period."""
    span = period(today)
    return Scope(acts.actor_of(story.CLERK).body, span.since, span.until, is_whole=True)


@dataclass(frozen=True, slots=True)
class Year:
    """What was made: how many documents, copies, programmes, groups and tasks."""

    documents: int
    copies: int
    programmes: int
    groups: int
    tasks: int


def wards() -> list[Body]:
    """Return the wards of the sample officers."""
    return [acts.actor_of(officer).body for officer in story.WARD_OFFICERS]


def issue(subject: str, text: str, *, drafter: Sample = story.EDITOR, kind: str = PLAN) -> Document:
    """Draft, sign and issue a document of the city; a ward's officer drafts it for the city's signature (tham mưu)."""
    writer, signer, clerk = (acts.actor_of(one) for one in (drafter, story.LEADER, story.CLERK))
    drafted_for = clerk.body if writer.body != clerk.body else None
    made = drafting.draft(
        actor=writer,
        body=writer.body,
        header_fields={"subject": subject, "kind": kind, "place": "Hà Nội"},
        content=Content(text),
        drafted_for=drafted_for,
    )
    Document.objects.filter(pk=made.pk).update(is_sample=True)
    drafting.submit(actor=writer, document=made)
    signing.sign(actor=signer, document=made, seen_version=1)
    return issuing.issue(actor=clerk, document=made)


def send_to_wards(document: Document) -> list[Circulation]:
    """Send a document to the three wards of the sample officers, as the city's clerk."""
    clerk = acts.actor_of(story.CLERK)
    circulating.circulate(actor=clerk, document=document, bodies=wards(), days=1)
    return list(document.circulations.select_related("document", "body", "holder").order_by("body"))


def acknowledge_by_ward(copy: Circulation) -> None:
    """Let the ward's officer acknowledge the copy."""
    officer = next(o for o in story.WARD_OFFICERS if acts.actor_of(o).body == copy.holder)
    acknowledge(actor=acts.actor_of(officer), circulation=copy, version=copy.version)


@transaction.atomic
def load() -> Year:
    """Make the year and set its moments back; once for a copy."""
    span = period(clock.today())
    city = acts.actor_of(story.CLERK).body
    numbering.set_numbering(actor=acts.actor_of(story.CLERK), body=city, kind="", is_on=True, symbol="UBND")
    documents = list(_documents())
    copies = _circulate(documents)
    made = [_programme(n, name, span) for n, name in enumerate(NAMES, start=1)]
    _sudden_task(span)
    _stuck_hand_over()
    _set_back(span, documents)
    tasks = Task.objects.filter(is_sample=True).count()
    groups = sum(programme.groups.count() for programme in made)
    return Year(len(documents), copies, len(made), groups, tasks)


def _documents() -> Iterator[Document]:
    for name in NAMES:
        lower = name[:1].lower() + name[1:]
        yield issue(f"{name} năm nay", f"Kế hoạch {lower}: nội dung, thời gian, phân công thực hiện.")
        yield issue(f"V/v đẩy mạnh {lower}", f"Đề nghị các đơn vị đẩy mạnh {lower}.", kind="CÔNG VĂN")
        officer = story.WARD_OFFICERS[len(lower) % len(story.WARD_OFFICERS)]
        yield issue(f"Hướng dẫn {lower}", f"Hướng dẫn {lower} ở cơ sở.", drafter=officer, kind="HƯỚNG DẪN")


def _circulate(documents: list[Document]) -> int:
    plans = [document for document in documents if document.kind == PLAN]
    copies = [copy for plan in plans for copy in send_to_wards(plan)]
    for n, copy in enumerate(copies, start=1):
        if n % _ACKNOWLEDGED_LATE:
            acknowledge_by_ward(copy)
    return len(copies)


def _programme(n: int, name: str, span: Period) -> Programme:
    leader = acts.actor_of(story.LEADER)
    made = programmes.create_programme(
        actor=leader, code=f"CT{n:02}", name=f"{name} (mẫu)", year=span.until.year, is_sample=True
    )
    now = programmes.add_group(
        actor=leader, programme=made, name=f"{name}: việc trong kỳ", starts_on=span.since, ends_on=span.until
    )
    first, last = span.next_quarter
    coming = [
        programmes.add_group(
            actor=leader, programme=made, name=f"{name}: {what}", starts_on=first, ends_on=last
        )
        for what in (("việc quý tới", "tổng kết năm") if n == 1 else ("việc quý tới",))
    ]
    programmes.start(actor=leader, programme=made)
    for place in range(_DONE_PER_PROGRAMME):
        is_early = (
            place < len(coming) - 1
        )  # what the second group of the coming quarter begins with is done ahead
        task = planning.create_task(
            actor=leader,
            group=coming[-1] if is_early else now,
            title=f"{name}: đề cương tổng kết" if is_early else f"{name}: phần việc {place + 1}",
            due_on=last if is_early else span.until,
            evidence="Báo cáo kết quả",
            is_sample=True,
        )
        _carry_out(task, place)
    planning.create_task(
        actor=leader, group=coming[0], title=f"{name}: phần việc quý tới", due_on=last, is_sample=True
    )
    _open_all(made)
    return made


def _open_all(programme: Programme) -> None:
    leader = acts.actor_of(story.LEADER)
    for task in Task.objects.filter(group__programme=programme, state="draft"):
        planning.open_task(actor=leader, task=task)
        assigning.assign(actor=leader, task=task, bodies=[wards()[0]])


def _carry_out(task: Task, place: int) -> None:
    """Assign, report and accept one task."""
    leader, officer = acts.actor_of(story.LEADER), acts.actor_of(story.WARD_OFFICERS[place])
    planning.open_task(actor=leader, task=task)
    assigning.assign(actor=leader, task=task, bodies=[officer.body])
    part = Assignment.objects.get(task=task)
    reporting.acknowledge(actor=officer, assignment=part)
    said = "Đã thực hiện xong, có báo cáo kèm theo (mẫu)."
    entry = reporting.hand_in(actor=officer, assignment=part, text=said)
    part.refresh_from_db()
    reporting.accept(actor=leader, assignment=part, seen=entry.pk)


def _sudden_task(span: Period) -> None:
    leader = acts.actor_of(story.LEADER)
    task = planning.create_task(
        actor=leader,
        title="Thông tin kịp thời về mưa lớn gây ngập úng (mẫu)",
        due_on=span.until,
        origin=Origin.SUDDEN,
        evidence="Báo cáo kết quả",
        is_sample=True,
    )
    _carry_out(task, 0)


def _stuck_hand_over() -> None:
    """Leave one hand-over between two wards without an answer past its limit."""
    leader = acts.actor_of(story.LEADER)
    giver, taker = (acts.actor_of(officer) for officer in story.WARD_OFFICERS[:2])
    task = planning.create_task(
        actor=leader,
        title="Rà soát cụm loa ở hai phường giáp ranh (mẫu)",
        due_on=clock.today() + timedelta(days=20),
        origin=Origin.AD_HOC,
        is_sample=True,
    )
    planning.open_task(actor=leader, task=task)
    assigning.assign(actor=leader, task=task, bodies=[giver.body])
    assigning.assign(actor=leader, task=task, bodies=[taker.body], part=Part.CO_UNIT)
    handing.hand_over(actor=giver, task=task, giver=giver.body, taker=taker.body, what=_HAND_OVER, due=1)


def _set_back(span: Period, documents: list[Document]) -> None:
    """Move the made-up moments into the span, evenly; the journal keeps the true ones."""
    step = (span.until - span.since) / max(len(documents), 1)
    for n, document in enumerate(documents):
        day = span.since + n * step
        issued = datetime.combine(day, time(9), HANOI)
        Document.objects.filter(pk=document.pk).update(dated=day, issued_at=issued, created_at=issued)
        sent = issued + timedelta(hours=1)
        copies = Circulation.objects.filter(document=document)
        copies.update(sent_at=sent, asked_at=sent, due_at=sent + timedelta(hours=30))
        copies.filter(acknowledged_at__isnull=False).update(acknowledged_at=sent + timedelta(hours=3))
    middle = datetime.combine(span.since + (span.until - span.since) / 2, time(10), HANOI)
    Task.objects.filter(is_sample=True).update(created_at=middle)
    done = Task.objects.filter(is_sample=True, done_at__isnull=False)
    done.update(done_at=middle + timedelta(days=20))
    Assignment.objects.filter(task__in=done).update(
        assigned_at=middle,
        acknowledged_at=middle + timedelta(hours=3),
        answered_at=middle + timedelta(days=1),
        reported_at=middle + timedelta(days=19),
        accepted_at=middle + timedelta(days=20),
    )
    late = timedelta(days=6)
    HandOver.objects.filter(what=_HAND_OVER).update(given_at=F("given_at") - late, due_at=F("due_at") - late)
    things = [passed.thing for passed in HandOver.objects.filter(what=_HAND_OVER)]
    Clock.objects.filter(thing__in=things).update(
        started_at=F("started_at") - late, due_at=F("due_at") - late
    )
