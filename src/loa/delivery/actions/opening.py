"""Opening a dispatch: one transaction that freezes contents and audience and cuts the work into chunks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from loa.channels import registry
from loa.channels.base import KeyRange
from loa.channels.models import Account, AccountState
from loa.delivery import expand, rules, same_as
from loa.delivery.errors import AudienceChanged, BadPlan, EmptyAudience, WrongMode
from loa.delivery.models import Chunk, Content, DatabaseNow, Dispatch, Target
from loa.delivery.plan import DispatchPlan, TargetPlan
from loa.delivery.states import ChunkState, DispatchState, State
from loa.delivery.turns import line_up
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock
from loa.lib.ids import digest


@dataclass(frozen=True)
class _Frozen:
    """A target with its ranges; `table` names the frozen copy when its audience is that of an earlier dispatch."""

    plan: TargetPlan
    ranges: list[KeyRange]
    table: str = ""

    @property
    def expected(self) -> int:
        return sum(part.expected for part in self.ranges)


@transaction.atomic
def open_dispatch(*, actor: Author, plan: DispatchPlan) -> Dispatch:
    """Open a dispatch: contents, frozen audience (rule, moment, count), one chunk per 1,000 receivers, journal row.

    It starts at once when `hold` is 0 and nothing is planned; otherwise when hold and planned time are over. The
    right to release was checked by the caller, who holds the two persons' hash.

    Raises: EmptyAudience, AudienceChanged, WrongMode, BadPlan; nothing is written then.
    """
    moment = clock.now()
    accounts = _check(plan, moment)
    frozen = [_freeze(target, plan, number) for number, target in enumerate(plan.targets)]
    total = sum(target.expected for target in frozen)
    if total == 0:
        raise EmptyAudience
    if total != plan.approved_count:
        raise AudienceChanged(found=total, approved=plan.approved_count)
    dispatch = _dispatch(plan, moment, total)
    _open_month(dispatch.month)
    contents = {
        item.key: Content.objects.create(
            dispatch=dispatch,
            key=item.key,
            kind=item.kind,
            language=item.language,
            payload=dict(item.payload),
            hash=item.hash,
        )
        for item in plan.contents
    }
    for target in frozen:
        _write_target(dispatch, target, contents[target.plan.content], accounts[target.plan.account_id])
    if dispatch.state == DispatchState.SENDING:
        line_up(dispatch)
        Account.objects.filter(pk__in=accounts).update(last_sent_at=moment)
    _journal(actor, plan, dispatch, contents.values())
    return dispatch


def open_months(moment: datetime | None = None, *, ahead: int = 2) -> int:
    """Make the partitions of this month and the next ones; return how many months were made."""
    first = (moment or clock.now()).date().replace(day=1)
    made = 0
    for _step in range(ahead + 1):
        made += _open_month(first)
        first = (first + timedelta(days=32)).replace(day=1)
    return made


def _open_month(month: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT delivery_open_month(%s)", [month])
        return bool(cursor.fetchone()[0])


def _check(plan: DispatchPlan, moment: datetime) -> dict[int, Account]:
    """Return the accounts, locked against closing, after refusing whatever contradicts itself."""
    kinds = {item.key: item.kind for item in plan.contents}
    if len(kinds) != len(plan.contents) or {target.content for target in plan.targets} - set(kinds):
        raise BadPlan(_("Mỗi nội dung phải có một khóa riêng và mỗi đích gửi phải có nội dung."))
    if plan.expires_at is not None and plan.expires_at <= max(moment, plan.planned_at or moment):
        raise BadPlan(_("Thời hạn của bản tin đã qua hoặc sớm hơn giờ phát. Hãy đặt lại thời hạn."))
    sources: dict[int, str] = {}
    for target in plan.targets:
        if sources.setdefault(target.account_id, target.source) != target.source:
            raise BadPlan(_("Một tài khoản kênh chỉ gửi cho một danh sách nhận trong mỗi đợt gửi."))
    accounts = Account.objects.select_for_update(no_key=True).in_bulk(list(sources))
    for target in plan.targets:
        _check_account(accounts.get(target.account_id), plan.mode, kinds[target.content], moment)
    return accounts


def _check_account(account: Account | None, mode: str, kind: str, moment: datetime) -> None:
    if account is None or account.state != AccountState.ACTIVE or account.listed_from > moment:
        raise BadPlan(_("Có tài khoản kênh đã đóng, đang tạm dừng hoặc chưa công khai. Hãy chọn lại kênh."))
    if account.mode != mode:
        raise WrongMode(account=account.pk)
    if account.kind != kind:
        raise BadPlan(_("Nội dung không được soạn cho loại kênh của tài khoản đã chọn."))


def _freeze(target: TargetPlan, plan: DispatchPlan, number: int) -> _Frozen:
    if same_as.KEY in target.rule:
        name = f"loa_same_as_{number}"
        ranges = same_as.freeze(target.rule, account_id=target.account_id, source=target.source, name=name)
        return _Frozen(target, ranges, name)
    source = registry.get_source(target.source)
    return _Frozen(target, source.plan(target.rule, plan.as_of, size=rules.CHUNK_SIZE))


def _dispatch(plan: DispatchPlan, moment: datetime, total: int) -> Dispatch:
    lane = rules.lane_for(plan.priority, total)
    hold_until = moment + timedelta(seconds=plan.hold)
    starts_at = max(plan.planned_at or moment, hold_until)
    expires_at = plan.expires_at or starts_at + rules.LIFETIME[lane]
    at_once = starts_at <= moment
    return Dispatch.objects.create(
        thing=plan.thing,
        release_hash=plan.release_hash,
        body_id=plan.body_id,
        mode=plan.mode,
        lane=lane,
        month=rules.month_of(moment),
        state=DispatchState.SENDING if at_once else DispatchState.PLANNED,
        approved_count=total,
        as_of=plan.as_of,
        created_at=moment,
        starts_at=starts_at,
        hold_until=hold_until,
        expires_at=max(expires_at, starts_at + timedelta(seconds=1)),
        confirm_by=plan.confirm_by or expires_at + rules.CONFIRM_WITHIN,
        started_at=moment if at_once else None,
    )


def _write_target(dispatch: Dispatch, frozen: _Frozen, content: Content, account: Account) -> None:
    target = Target.objects.create(
        dispatch=dispatch,
        account=account,
        mode=dispatch.mode,
        content=content,
        source=frozen.plan.source,
        rule=dict(frozen.plan.rule),
        expected=frozen.expected,
    )
    started = dispatch.state == DispatchState.SENDING
    chunks = Chunk.objects.bulk_create(
        [
            Chunk(
                dispatch=dispatch,
                target=target,
                account_id=account.pk,
                lane=dispatch.lane,
                state=ChunkState.READY if started else ChunkState.WAITING,
                low=part.low,
                high=part.high,
                expected=part.expected,
                due_at=DatabaseNow(),
            )
            for part in frozen.ranges
        ]
    )
    if frozen.table:
        _expand_now(dispatch, target, frozen, chunks)


def _expand_now(dispatch: Dispatch, target: Target, frozen: _Frozen, chunks: list[Chunk]) -> None:
    state = State.QUEUED if dispatch.state == DispatchState.SENDING else State.PLANNED
    frame = expand.Frame(
        dispatch.month, dispatch.pk, target.account_id, target.content_id, dispatch.mode, state
    )
    parts = [
        expand.Part(chunk.pk, part.low, part.high, part.expected)
        for chunk, part in zip(chunks, frozen.ranges, strict=True)
    ]
    for first in range(0, len(parts), expand.GROUP):
        group = parts[first : first + expand.GROUP]
        expand.fill(frame, group, same_as.audience(frozen.table, group[0].low, group[-1].high))
    Chunk.objects.filter(pk__in=[chunk.pk for chunk in chunks]).update(expanded=F("expected"))


def _journal(actor: Author, plan: DispatchPlan, dispatch: Dispatch, contents: Iterable[Content]) -> None:
    hashes = [item.hash for item in contents]
    journal.write(
        actor=actor,
        verb="delivery.dispatch_created",
        thing=f"delivery.dispatch:{dispatch.pk}",
        facts={
            **plan.facts,
            "of": dispatch.thing,
            "release_hash": dispatch.release_hash,
            "mode": dispatch.mode,
            "lane": dispatch.lane,
            "receivers": dispatch.approved_count,
            "contents": len(hashes),
            "contents_hash": digest(hashes),
            "starts_at": dispatch.starts_at,
        },
    )
