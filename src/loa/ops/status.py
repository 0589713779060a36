"""The state of the whole machine in words for the desk: channels, queue, processes, backups, what ends soon.

It must not mend or judge anything: it reads what the rooms know; `loa doctor` says more and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from loa.channels import standings
from loa.channels.models import Account, AccountState, Certificate, Mode
from loa.channels.shell_items import STANDINGS, ending
from loa.channels.standings import KindLine, Line
from loa.delivery import apart, folder, pace
from loa.delivery.health import LAG_ALLOWED, STUCK_AFTER
from loa.delivery.pausing import paused
from loa.delivery.waiting import waiting
from loa.journal import queries as journal
from loa.journal.health import LATE
from loa.lib import clock
from loa.ops import drills, queries, saved
from loa.ops.health import BACKUP_EVERY, DRILL_EVERY
from loa.press.queries import sources as press
from loa.press.source_status import status_of as source_status
from loa.press.source_status import why as why_odd
from loa.search import queries as search
from loa.search.health import SILENT_AFTER
from loa.search.models import HostState
from loa.search.outbox import Place
from loa.search.outbox import waiting as waiting_for_index
from loa.speakers.gateway import standing as gateway_standing
from loa.speakers.models import Cluster, Play
from loa.speakers.queries import silent
from loa.speakers.status import why_missed
from loa.web.formats import clock_text, moment_text, number_text, relative_text, size_text, span_text
from loa.web.status import Status, Tone

SLOW_AFTER = 60  # seconds that due work waits before somebody should look
SOON = timedelta(days=30)
MOST = 30  # accounts that are named one by one
MOST_SILENT = 10
_WORSE = ("ok", "quiet", "wait", "info", "unknown", "warn", "bad")
_TROUBLE = frozenset({"unknown", "warn", "bad"})


@dataclass(frozen=True)
class Fact:
    """One thing of the machine: what it is, how it stands, a word more."""

    what: str
    status: Status
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Part:
    """Facts that belong together."""

    key: str
    title: str
    symbol: str
    facts: list[Fact]

    @property
    def status(self) -> Status:
        """Return the worst of its facts."""
        return max((fact.status for fact in self.facts), key=lambda status: _WORSE.index(status.tone))


@dataclass(frozen=True)
class Kind:
    """One kind of channel with the word for all its accounts."""

    line: KindLine
    status: Status


@dataclass(frozen=True)
class Picture:
    """Everything that the page shows; `troubles` are what somebody should look at, the worst first."""

    kinds: list[Kind]
    accounts: list[Fact]
    left_out: int
    parts: list[Part]
    troubles: list[Fact]


def picture() -> Picture:
    """Return the state of this moment."""
    lines = standings.live_lines()
    kinds = [Kind(line, kind_status(line)) for line in standings.by_kind(lines)]
    named = sorted(_named(lines), key=_badness)
    parts = [
        Part("queue", _("Hàng đợi gửi"), "send", list(_queue())),
        Part("machine", _("Tiến trình và nhật ký"), "activity", list(_machine())),
        *_loudspeakers(),
        *_press(),
        Part("backup", _("Sao lưu và khôi phục thử"), "database", list(_kept())),
        Part("ends", _("Chứng thư và khóa sắp hết hạn"), "certificate", list(_ends())),
    ]
    facts = [*named, *(fact for part in parts for fact in part.facts)]
    troubles = sorted((fact for fact in facts if fact.status.tone in _TROUBLE), key=_badness)
    return Picture(kinds, named[:MOST], max(0, len(named) - MOST), parts, troubles)


def kind_status(line: KindLine) -> Status:
    """Return one word for all accounts of a kind."""
    if line.by_people:
        return STANDINGS[standings.Word.BY_PEOPLE]
    if line.troubled:
        counts = {"n": line.troubled, "all": line.accounts}
        text = _("%(n)s/%(all)s trục trặc") % counts
        return Status("bad" if line.troubled == line.accounts else "warn", text)
    if line.well:
        return STANDINGS[standings.Word.GOOD]
    if line.paused == line.accounts:
        return STANDINGS[standings.Word.PAUSED]
    return STANDINGS[standings.Word.NEW if line.new else standings.Word.NO_WAY]


def _badness(fact: Fact) -> int:
    return -_WORSE.index(fact.status.tone)


def _named(lines: Iterable[Line]) -> Iterator[Fact]:
    """Yield the accounts that are not well."""
    for line in lines:
        if line.word in standings.TROUBLED or line.word == standings.Word.PAUSED:
            reason = line.last.reason if line.last and line.word == standings.Word.BAD else ""
            since = _("lần tốt gần nhất %(at)s") % {"at": moment_text(line.good_at)} if line.good_at else _("chưa có lần nào tốt")  # fmt: skip
            note = " · ".join(filter(None, [reason, since]))
            yield Fact(line.account.name, STANDINGS[line.word], note, f"/desk/channels/{line.account.pk}/")


def _queue() -> Iterator[Fact]:
    reason, left, lag = paused(), waiting(), folder.lag()
    running = Status("ok", _("Đang chạy"))
    yield Fact(
        _("Hàng đợi"), Status("bad", _("Đang dừng"), "player-pause") if reason else running, reason or ""
    )
    planned = _("%(n)s lượt chờ đến giờ") % {"n": number_text(left.planned)} if left.planned else ""
    due = _("%(n)s lượt") % {"n": number_text(left.due)}
    yield Fact(
        _("Lượt gửi đang chờ"),
        Status("info" if left.due else "ok", due),
        planned,
        "/desk/dispatches/?moving=on",
    )
    tone: Tone = "bad" if left.oldest >= STUCK_AFTER else "warn" if left.oldest >= SLOW_AFTER else "ok"
    yield Fact(
        _("Phần việc chờ lâu nhất"),
        Status(tone, span_text(left.oldest) if left.oldest >= 1 else _("Không chờ")),
    )
    behind = Status("warn", _("Đang trễ")) if lag > LAG_ALLOWED else Status("ok", _("Không trễ"))
    yield Fact(
        _("Kết quả lên màn hình"), behind, _("%(n)s dòng chờ cộng") % {"n": number_text(lag)} if lag else ""
    )
    for row in pace.resting():
        busy, again = Status("warn", _("Máy chủ bận, tạm nghỉ")), clock_text(row.closed_until or clock.now())
        note = _("tự thử lại lúc %(at)s") % {"at": again}
        yield Fact(row.account.name, busy, note, f"/desk/channels/{row.account_id}/")
    yield from _compared()
    if left.quarantined:
        held = Status("warn", _("%(n)s phần") % {"n": number_text(left.quarantined)})
        yield Fact(_("Phần bị cách ly"), held, url="/desk/dispatches/?waiting=on")


def _compared() -> Iterator[Fact]:
    """Yield how the ledger and what the channels say they have came out, once any was compared."""
    rows = apart.comparisons()
    if not rows:
        return
    number = sum(row.only_theirs + row.only_ours for row in rows)
    silent = sum(bool(row.problem) for row in rows)
    notes = [_("lúc %(at)s") % {"at": moment_text(max(row.at for row in rows))}]
    if silent:
        notes.append(_("%(n)s kênh không trả lời") % {"n": number_text(silent)})
    same = Status("warn" if silent else "ok", _("Khớp"))
    status = Status("warn", _("%(n)s lượt lệch") % {"n": number_text(number)}) if number else same
    yield Fact(_("Đối chiếu với bên nhận"), status, " · ".join(notes), "/desk/dispatches/differences/")


def _machine() -> Iterator[Fact]:
    workers, unsealed = queries.workers(), journal.oldest_unsealed()
    if workers.alive:
        alive = Status("ok", _("%(n)s tiến trình đang chạy") % {"n": workers.alive})
        yield Fact(_("Gửi và việc nền"), alive)
    else:
        last = workers.silent_for
        note = _("tín hiệu cuối cách đây %(span)s") % {"span": span_text(last)} if last is not None else ""
        yield Fact(_("Gửi và việc nền"), Status("bad", _("Không có tiến trình nào")), note)
    number = _("đã niêm phong đến dòng %(n)s") % {"n": number_text(journal.head().number)}
    is_late = unsealed is not None and clock.now() - unsealed > LATE
    sealed = Status("bad", _("Niêm phong chậm")) if is_late else Status("ok", _("Niêm phong kịp"))
    yield Fact(_("Nhật ký"), sealed, number)
    yield from _indexes()
    yield from _way_to_speakers()


def _indexes() -> Iterator[Fact]:
    """Yield how the search index of each host follows the database."""
    states = search.states()
    if not states:
        yield Fact(_("Chỉ mục tìm kiếm"), Status("warn", _("Chưa có")))
    for state in states:
        what = _("Chỉ mục tìm kiếm (%(host)s)") % {"host": state.host.partition(":")[0]}
        note = _("%(n)s mục, %(left)s thay đổi đang chờ") % {
            "n": number_text(state.documents),
            "left": number_text(waiting_for_index(Place(state.xid, state.row))),
        }
        if state.alive_at is None or clock.now() - state.alive_at > SILENT_AFTER:
            yield Fact(what, Status("bad", _("Không có tiến trình nào")), note)
        elif state.state == HostState.REBUILDING:
            facts = {"done": number_text(state.done), "total": number_text(state.total)}
            yield Fact(what, Status("wait", _("Đang lập lại: %(done)s/%(total)s") % facts), note)
        else:
            yield Fact(what, Status("ok", _("Theo kịp")), note)


def _way_to_speakers() -> Iterator[Fact]:
    """Yield how the way to the loudspeakers stands, once there is one."""
    if not Cluster.objects.filter(closed_at__isnull=True).exists():
        return
    what, found = _("Kết nối loa truyền thanh"), gateway_standing.find()
    if found is None:
        yield Fact(what, Status("bad", _("Không có tiến trình nào")))
        return
    good = Status("ok", _("%(n)s thiết bị đang kết nối") % {"n": number_text(found.connected)})
    away = Status("bad", _("Mất kết nối với máy chủ MQTT"))
    yield Fact(what, good if found.linked else away, f"{found.broker} · {found.at}")


def _loudspeakers() -> Iterator[Part]:
    """Yield how the loudspeakers stand, once there are any: each missed play with its cluster, then the sums."""
    stand = silent.standing()
    if not stand.enrolled:
        return
    facts = [
        _missed(play) for play in silent.silent_plays().select_related("airing", "cluster")[:MOST_SILENT]
    ]
    well = Status("ok", _("Không cụm nào"))
    page, clusters = reverse("speakers:silent"), "/desk/speakers/"

    def count(n: int, tone: Tone) -> Status:
        return Status(tone, _("%(n)s cụm") % {"n": number_text(n)}) if n else well

    facts.append(Fact(_("Đến giờ mà không phát"), count(stand.silent, "bad"), url=page))
    everybody = stand.lost == stand.enrolled
    note = _("không nghe được cụm nào: xem cổng kết nối loa") if everybody else ""
    facts.append(Fact(_("Mất kết nối"), count(stand.lost, "bad" if everybody else "warn"), note, clusters))
    if stand.refusals:
        told = Status("warn", _("%(n)s lần trong một giờ") % {"n": number_text(stand.refusals)})
        facts.append(Fact(_("Lệnh hoặc tin không hợp lệ"), told, url=clusters))
    yield Part("speakers", _("Cụm loa"), "speakerphone", facts)


def _press() -> Iterator[Part]:
    """Yield how the press is listened to, once it is: what is not done in time, then each source unlike its habit."""
    read = press.count_read()
    if not read:
        return
    left = press.backlog(clock.now())
    well = Status("ok", _("Kịp thời"))
    late = Status("bad", _("%(n)s nguồn quá giờ lấy tin") % {"n": number_text(left.sources)})
    page = "/desk/newsroom/sources/"
    facts = [Fact(_("Lấy tin"), late if left.sources else well, url=page)]
    waiting = Status("warn", _("%(n)s tin chờ gom") % {"n": number_text(left.items)})
    facts.append(Fact(_("Gom tin đăng lại và chùm tin"), waiting if left.items else well))
    odd, named = press.all_odd(MOST_SILENT)
    count = Status("warn", _("%(n)s/%(all)s nguồn") % {"n": number_text(odd), "all": number_text(read)})
    facts.append(
        Fact(
            _("Khác thường lệ"),
            count if odd else Status("ok", _("Không nguồn nào")),
            url=f"{page}?standing=odd",
        )
    )
    facts += [
        Fact(f"{row.publisher.name}, {row.name}", source_status(row), why_odd(row), f"{page}{row.pk}/")
        for row in named
    ]
    yield Part("press", _("Nguồn tin báo chí"), "rss", facts)


def _missed(play: Play) -> Fact:
    note = _("“%(title)s”, từ %(at)s") % {"title": play.airing.title, "at": moment_text(play.moment)}
    status = Status("bad", why_missed(play))
    return Fact(
        f"{play.cluster.code}, {play.cluster.place}", status, note, f"/desk/speakers/{play.cluster_id}/"
    )


def _kept() -> Iterator[Fact]:
    now, last, drill = clock.now(), saved.last(), drills.last()
    if last is None:
        yield Fact(_("Bản sao lưu gần nhất"), Status("bad", _("Chưa có")), _("chạy lệnh sao lưu mỗi đêm"))
    else:
        tone: Tone = "ok" if now - last.at <= BACKUP_EVERY else "warn"
        note = f"{moment_text(last.at)} · {size_text(last.size)} · {_proven(last, drill)}"
        yield Fact(_("Bản sao lưu gần nhất"), Status(tone, relative_text(last.at, now)), note)
    if drill is None:
        yield Fact(_("Khôi phục thử gần nhất"), Status("warn", _("Chưa thử")), _("nên thử mỗi tuần"))
        return
    late = now - drill.at > DRILL_EVERY
    good = Status("warn" if late else "ok", _("Khôi phục được"))
    note = _("%(at)s, mất %(span)s") % {"at": moment_text(drill.at), "span": span_text(drill.seconds)}
    failed = Status("bad", _("Không khôi phục được"))
    yield Fact(
        _("Khôi phục thử gần nhất"),
        good if drill.ok else failed,
        " · ".join(filter(None, [note, drill.note])),
    )


def _proven(last: saved.Backup, drill: drills.Drill | None) -> str:
    is_proven = drill is not None and drill.ok and drill.at >= last.at
    return _("đã khôi phục thử sau đó") if is_proven else _("chưa khôi phục thử bản này")


def _ends() -> Iterator[Fact]:
    """Yield what ends within a month, or could not be looked at; one line where nothing does."""
    now, found = clock.now(), False
    for row in Certificate.objects.order_by("ends_at", "host", "port"):
        what = _("Hạn chứng thư số của %(host)s") % {"host": row.host}
        if row.ends_at and row.ends_at - now <= SOON:
            found = True
            yield Fact(
                what,
                ending(row.ends_at),
                _("cổng %(port)s, đến %(at)s") % {"port": row.port, "at": moment_text(row.ends_at)},
            )
        elif row.problem:
            found = True
            yield Fact(what, Status("unknown", _("Không xem được")), row.problem)
    tokens = Account.objects.filter(mode=Mode.LIVE, secret_expires_at__lte=now + SOON)
    for account in tokens.exclude(state=AccountState.CLOSED).order_by("secret_expires_at", "pk"):
        at = account.secret_expires_at
        assert at is not None, "asked for by its end"
        found, what = True, _("Hạn khóa của kênh %(name)s") % {"name": account.name}
        yield Fact(what, ending(at), moment_text(at), f"/desk/channels/{account.pk}/")
    if not found:
        yield Fact(_("Trong 30 ngày tới"), Status("ok", _("Không có gì hết hạn")))
