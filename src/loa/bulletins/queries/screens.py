"""What the check, release, correction and wording screens show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from loa.bulletins.errors import Moved
from loa.bulletins.models import Attachment, Bulletin, Fact, Picture, Release, Rendition, Submission
from loa.bulletins.queries.audience import Share, reach_of
from loa.bulletins.queries.check import Check, check, reaches_a_whole_city, snapshot_of
from loa.bulletins.queries.choices import silent_accounts, usable_accounts
from loa.bulletins.queries.clashes import ClashShown, clashes_shown, clashing
from loa.bulletins.queries.counting import moved_numbers, sentence_of
from loa.bulletins.queries.desk import current_release, open_submission
from loa.bulletins.queries.editing import attached, marked_places, word_diff
from loa.bulletins.queries.holding import Holding, holdings
from loa.bulletins.queries.marks import whole
from loa.bulletins.queries.on_air import settled_by_sending
from loa.bulletins.queries.outgoing import Outgoing
from loa.bulletins.queries.people import hands, human, releaser
from loa.bulletins.queries.texts import core_text, current_texts
from loa.bulletins.queries.waiting import Waiting, waiting_on
from loa.bulletins.rules.forms import with_local_lines
from loa.bulletins.rules.release import changed_parts
from loa.bulletins.rules.stops import StopCode
from loa.bulletins.rules.words import FactState, RenditionState, State
from loa.channels import registry
from loa.channels.base import Shown
from loa.channels.models import Account
from loa.language.sms import SmsCount, sms_parts
from loa.language.spoken import spoken_seconds
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Post
from loa.units.permissions import Permission
from loa.units.queries import body_name, body_names

PARTS = {
    "text": gettext_lazy("nội dung"),
    "facts": gettext_lazy("thông tin khóa"),
    "dismissed": gettext_lazy("thông tin người soạn bỏ"),
    "files": gettext_lazy("tệp kèm"),
    "channels": gettext_lazy("kênh hoặc bản theo kênh"),
    "audience": gettext_lazy("người nhận"),
    "time": gettext_lazy("thời gian"),
    "bulletin": gettext_lazy("nguồn, mức ưu tiên"),
}


@dataclass(frozen=True, slots=True)
class FormShown:
    """One form of the message as the check page shows it."""

    form: Outgoing
    channel: str
    body: str
    receivers: int
    sms: SmsCount
    seconds: float
    parts: Sequence[Shown]
    files: str


@dataclass(frozen=True, slots=True)
class FactsShown:
    """What is locked in a bulletin, and what its writer says is no fact of it, with the reason."""

    locked: Sequence[Fact]
    dismissed: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """The check of today with what stands around it."""

    check: Check
    forms: Sequence[FormShown]
    facts: FactsShown
    pictures: Sequence[Picture]
    papers: Sequence[Attachment]
    to_mend: Sequence[Holding]
    to_judge: Sequence[Holding]
    clashes: Sequence[ClashShown]
    whole_city: bool
    may_submit: bool
    may_judge: bool

    @property
    def is_ready(self) -> bool:
        """Say whether nothing but an approver's judgement is missing."""
        return not self.check.stops_to_mend

    @property
    def goes_at_once(self) -> bool:
        """Say whether it can be put before an approver without a word more."""
        return self.may_submit and self.is_ready and not self.whole_city


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """An open request as its approver sees it: the frozen hash, and whether it still holds."""

    check: Check
    forms: Sequence[FormShown]
    facts: FactsShown
    pictures: Sequence[Picture]
    holding: Sequence[Holding]
    submission: Submission | None
    changes: Sequence[str]
    numbers: Sequence[str]
    papers: Sequence[Attachment]
    clashes: Sequence[ClashShown]
    whole_city: bool
    wrote_it: bool
    may: bool
    waiting: Sequence[Waiting]

    @property
    def can_release(self) -> bool:
        """Say whether one tap would release it."""
        holds = self.wrote_it or self.changes or self.numbers or self.check.stops
        return bool(self.submission) and self.may and not holds


@dataclass(frozen=True, slots=True)
class MendPage:
    """A correction before it leaves: its forms, its receivers, what differs from the first text."""

    check: Check
    forms: Sequence[FormShown]
    holding: Sequence[Holding]
    parts: Sequence[Mapping[str, str]]
    original: Bulletin | None
    new_facts: Sequence[Fact]
    silent: Sequence[Account]
    is_narrowed: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """A body's wording: what it starts from, and what is wrong with the last attempt."""

    initial: Mapping[str, Any]
    last: Rendition | None
    facts: Sequence[Fact]
    parts: Sequence[Mapping[str, str]]
    stops: Sequence[Mapping[str, Any]]
    notes: Sequence[Mapping[str, Any]]
    core_title: str
    core_text: str
    body: str


def check_page(bulletin: Bulletin, actor: Actor) -> CheckPage:
    """Return what the check page shows to this actor."""
    found = check(bulletin, writer=actor)
    writes = access.can(actor, Permission.BULLETINS_WRITE, body=bulletin.body)
    return CheckPage(
        check=found,
        forms=_shown(found),
        facts=facts_shown(bulletin),
        **attached(bulletin),
        to_mend=holdings(bulletin, found.stops_to_mend),
        to_judge=holdings(bulletin, found.stops_for_approver),
        clashes=clashes_shown(bulletin, clashing(bulletin), actor),
        whole_city=reaches_a_whole_city(bulletin),
        may_submit=writes and bulletin.state in {State.DRAFT, State.RETURNED, State.MISSED},
        may_judge=writes or may_release(bulletin, actor),
    )


def release_page(bulletin: Bulletin, actor: Actor) -> ReleasePage:
    """Return what an approver sees: the forms with the own name in them, and whether the request still holds."""
    submission = open_submission(bulletin)
    as_of = submission.audience_as_of if submission else None
    found = check(bulletin, approver=signature(actor.post), as_of=as_of)
    return ReleasePage(
        check=found,
        forms=_shown(found),
        facts=facts_shown(bulletin),
        **attached(bulletin),
        holding=holdings(bulletin, found.stops),
        submission=submission,
        changes=_changes(found, submission),
        numbers=_numbers(bulletin, found, submission),
        clashes=clashes_shown(bulletin, clashing(bulletin) if submission else [], actor),
        whole_city=reaches_a_whole_city(bulletin),
        wrote_it=any(human(actor.person).is_same_as(human(person)) for person in hands(bulletin)),
        may=may_release(bulletin, actor),
        waiting=waiting_on(bulletin),
    )


def _changes(found: Check, submission: Submission | None) -> list[str]:
    if submission is None or submission.hash == found.hash:
        return []
    return [str(PARTS[part]) for part in changed_parts(submission.snapshot, snapshot_of(found.payload))]


def _numbers(bulletin: Bulletin, found: Check, submission: Submission | None) -> list[str]:
    if submission is None or submission.hash != found.hash:
        return []
    return [sentence_of(change) for change in moved_numbers(bulletin, submission, found.audience)]


def facts_shown(bulletin: Bulletin) -> FactsShown:
    """Return the locked and the dismissed facts, in the order of the text."""
    rows = list(Fact.objects.filter(bulletin=bulletin).select_related("confirmed_by"))
    return FactsShown(
        locked=[row for row in rows if row.state == FactState.LOCKED],
        dismissed=[row for row in rows if row.state == FactState.DISMISSED],
    )


def may_release(bulletin: Bulletin, actor: Actor) -> bool:
    """Say whether the actor holds the right to release it, own, delegated or as standing approver."""
    return releaser(bulletin, actor) is not None


def mend_page(bulletin: Bulletin, actor: Actor) -> MendPage:
    """Return what the third screen of a correction shows."""
    found = check(bulletin, approver=signature(actor.post), confirming=True)
    settled = {
        StopCode.NO_SIGNER,
        *settled_by_sending(bulletin),
    }  # one officer sends it; nobody else is needed
    original = bulletin.replaces
    old = core_text(original) if original else None
    new = core_text(bulletin)
    return MendPage(
        check=found,
        forms=_shown(found),
        holding=holdings(bulletin, [s for s in found.stops if s.code not in settled]),
        parts=word_diff(whole(old.title, old.body), whole(new.title, new.body)) if old else [],
        original=original,
        new_facts=_new_facts(bulletin, original),
        silent=list(silent_accounts(original)) if original else [],
        is_narrowed=original is not None and _is_narrowed(bulletin, original),
        alone=bulletin.on_prepared_form and bulletin.state == State.DRAFT,
    )


def _is_narrowed(bulletin: Bulletin, original: Bulletin) -> bool:
    """Say whether somebody took out areas, or accounts that could send."""
    now, first = reach_of(bulletin), reach_of(original)
    usable = set(usable_accounts(original).values_list("pk", flat=True))
    return now.areas != first.areas or not usable <= now.accounts


def wording_of(bulletin: Bulletin, actor: Actor) -> Wording:
    """Return what the wording page of the actor's body shows: its last attempt, else the core message to start from."""
    core = core_text(bulletin)
    rows = Rendition.objects.filter(bulletin=bulletin, body=actor.body).order_by("-at", "-pk")
    last = rows.first()
    problems: list[dict[str, Any]] = last.problems if last else []
    said = whole(last.title, with_local_lines(last.text, last.local_lines)) if last else ""
    return Wording(
        initial=_wording_initial(last, core.title, core.body),
        last=last,
        facts=list(Fact.objects.filter(bulletin=bulletin, state=FactState.LOCKED)),
        parts=marked_places(said, problems) if last else [],
        stops=[p for p in problems if p["severity"] == "stop"] if last and _is_refused(last) else [],
        notes=[p for p in problems if p["severity"] != "stop"],
        core_title=core.title,
        core_text=core.body,
        body=body_name(actor.body),
    )


def texts_to_correct(original: Bulletin) -> dict[str, str]:
    """Return what a correction starts from: what was said, by language, the first language first."""
    return {language: text.body for language, text in current_texts(original).items()}


def get_release(bulletin: Bulletin) -> Release:
    """Return the release under which a bulletin is out.

    Raises:
        Moved: when it has none.

    """
    row = current_release(bulletin)
    if row is None:
        raise Moved(state=bulletin.state)
    return row


def released_words(row: Release) -> str:
    """Say what a release has set in motion."""
    if row.bulletin.send_at and row.bulletin.send_at > row.at:
        return _("Đã duyệt. Bản tin sẽ tự phát đúng giờ đã đặt.")
    waits = int((row.due_at - row.at).total_seconds())
    if not waits:
        return _("Đã duyệt và đang phát.")
    words = ngettext(
        "Đã duyệt. Bắt đầu phát sau %(n)d giây; có thể hoàn tác.",
        "Đã duyệt. Bắt đầu phát sau %(n)d giây; có thể hoàn tác.",
        waits,
    )
    return words % {"n": waits}


def number_typed(typed: str) -> int | None:
    """Return a number as typed with or without separators, or None."""
    digits = typed.replace(".", "").replace(",", "").replace(" ", "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None


def back_to(bulletin: Bulletin, place: str) -> str:
    """Return the screen of this bulletin to go back to."""
    name = place if place in {"check", "release", "word"} else "show"
    return reverse(f"bulletins:{name}", args=[bulletin.pk])


def signature(post: Post) -> str:
    """Return how an approver is named in what goes out: "Trần Văn Duyệt, Trưởng ban, Ban Tuyên giáo"."""
    return f"{post.person.full_name}, {post.title}, {body_name(post.body)}"


def _is_refused(row: Rendition) -> bool:
    return row.state == RenditionState.REFUSED


def _wording_initial(last: Rendition | None, title: str, text: str) -> dict[str, Any]:
    if last is None:
        return {"title": title, "text": text}
    names = ("channel", "language", "title", "text", "local_lines")
    return {name: getattr(last, name) for name in names}


def _new_facts(bulletin: Bulletin, original: Bulletin | None) -> list[Fact]:
    """Return the facts of the right text that the first did not have; the form's own opening does not count."""
    core = core_text(bulletin)
    opening = len(core.title) + 1 + max(core.body.find("\n\n"), 0)
    rows = list(Fact.objects.filter(bulletin=bulletin, position__gt=opening))
    known = set(Fact.objects.filter(bulletin=original).values_list("kind", "value")) if original else set()
    return [row for row in rows if (row.kind, row.value) not in known]


def _shown(found: Check) -> list[FormShown]:
    counts = {(s.account.pk, s.language): s.count for s in _shares(found)}
    names = body_names({form.account.body_id for form in found.forms})
    return [
        FormShown(
            form=form,
            channel=str(registry.get(form.account.kind).label),
            body=names.get(form.account.body_id, ""),
            receivers=counts.get((form.account.pk, form.language), 0),
            sms=sms_parts(whole(form.title, form.text)),
            seconds=spoken_seconds(whole(form.title, form.text)),
            parts=registry.get(form.account.kind).preview(form.payload),
            files=_files(form.payload),
        )
        for form in found.forms
    ]


def _shares(found: Check) -> Sequence[Share]:
    return found.audience.shares


def _files(payload: Mapping[str, Any]) -> str:
    """Say which files this form carries; nothing where it carries none."""
    extra = payload.get("extra", {})
    pictures, papers = len(extra.get("pictures", ())), len(extra.get("attachments", ()))
    words = []
    if pictures:
        words.append(ngettext("%(n)d ảnh", "%(n)d ảnh", pictures) % {"n": pictures})
    if papers:
        words.append(ngettext("%(n)d tệp PDF", "%(n)d tệp PDF", papers) % {"n": papers})
    return ", ".join(words)
