"""How plays look on screen: tone and words together."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from loa.speakers.models import Play, Proof
from loa.speakers.rules import proving
from loa.speakers.rules.foreign import TOLD_WORDS
from loa.speakers.rules.neighbours import DAYS
from loa.speakers.rules.words import PROVEN_PLAYS, PlayState, why_text
from loa.web.status import Status, Tone

_TONES: dict[str, Tone] = {
    PlayState.PLANNED: "wait",
    PlayState.ORDERED: "wait",
    PlayState.TAKEN: "info",
    PlayState.PLAYED: "ok",
    PlayState.PARTLY: "warn",
    PlayState.NOT_PLAYED: "bad",
    PlayState.UNKNOWN: "unknown",
    PlayState.CANCELLED: "quiet",
}
_MISSED = {
    PlayState.PLANNED: _("chưa gửi được lệnh"),
    PlayState.ORDERED: _("loa chưa nhận lệnh"),
    PlayState.TAKEN: _("đã nhận lệnh, chưa thấy phát"),
    PlayState.UNKNOWN: _("chưa rõ có phát hay không"),
}


def status_of(play: Play) -> Status:
    """Return the state of a play; late is said with it."""
    state = PlayState(play.state)
    if state in {PlayState.PLAYED, PlayState.PARTLY} and play.late_ms > proving.LATE_AFTER_MS:
        return Status("warn", _("đã phát, chậm giờ") if state == PlayState.PLAYED else _("phát dở, chậm giờ"))
    return Status(_TONES[state], state.label)


def why_missed(play: Play) -> str:
    """Return in words what is known of a play that should have sounded."""
    if play.state == PlayState.NOT_PLAYED:
        return why_text(play.why) or str(PlayState.NOT_PLAYED.label)
    return str(_MISSED.get(PlayState(play.state), PlayState(play.state).label))


def told_text(state: str, told: str) -> str:
    """Return the unsigned word of another maker's device beside a play that no proof ended, empty for none."""
    has_proof = state in PROVEN_PLAYS or state == PlayState.CANCELLED
    return "" if has_proof or not told else str(TOLD_WORDS[told])


def proof_status(proof: Proof) -> Status:
    """Return how a play ended by its device's word."""
    if proof.is_late:
        return Status(
            "warn", _("đã phát, chậm giờ") if proof.outcome == PlayState.PLAYED else _("phát dở, chậm giờ")
        )
    return Status(_TONES[proof.outcome], PlayState(proof.outcome).label)


def length_text(ms: int) -> str:
    """Return how long something sounds, to the second: 1 phút 35 giây."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    parts = [_g("%(n)s phút") % {"n": minutes}] if minutes else []
    if seconds or not minutes:
        parts.append(_g("%(n)s giây") % {"n": seconds})
    return " ".join(parts)


def days_text(weekdays: Iterable[int]) -> str:
    """Return weekdays in the reader's short words (T2 T3, Mon Tue); nothing where every day is meant."""
    return " ".join(_g(DAYS[day]) for day in sorted(weekdays))
