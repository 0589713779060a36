"""The words of loudspeakers, in code and on screen (design.md §5, §7)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa_wire.words import Why


class Dialect(models.TextChoices):
    """How a cluster is spoken to."""

    LOA = "loa", _("Chương trình Loa")
    PLAYLIST = "playlist", _("Danh sách phát đẩy xuống (hãng A)")
    GROUPS = "groups", _("Nhóm MQTT (hãng B)")
    POLLING = "polling", _("Thiết bị tự hỏi máy chủ (hãng C)")


class NeighbourKind(models.TextChoices):
    """What stands near a cluster and wants quiet."""

    SCHOOL = "school", _("trường học")
    HOSPITAL = "hospital", _("bệnh viện, trạm y tế")
    MISSION = "mission", _("cơ quan ngoại giao")
    ELDERLY = "elderly", _("nơi có nhiều người cao tuổi")
    OTHER = "other", _("nơi khác cần yên tĩnh")


class SlotKind(models.TextChoices):
    """What fills a slot: bulletins in their order, the relay of a stream, or one bulletin once."""

    PROGRAMME = "programme", _("chương trình phát thanh")
    RELAY = "relay", _("tiếp sóng")
    ONCE = "once", _("phát một lần")


class SlotState(models.TextChoices):
    """Where a slot stands; only an approved one sounds."""

    DRAFT = "draft", pgettext_lazy("slot", "đang soạn")
    WAITING = "waiting", pgettext_lazy("slot", "chờ duyệt")
    APPROVED = "approved", pgettext_lazy("slot", "đang áp dụng")
    ENDED = "ended", pgettext_lazy("slot", "đã dừng")


class RuleKind(models.TextChoices):
    """What a noise rule is for; of several that hold on a day, the later kind in this list counts, then the nearest area."""

    LIMITS = "limits", _("giới hạn hằng ngày")
    SPECIAL = "special", _("đợt đặc biệt")
    MOURNING = "mourning", _("ngày không phát")


class SoundOrigin(models.TextChoices):
    """Where a sound comes from."""

    UPLOAD = "upload", _("tệp thu sẵn")
    SPEECH = "speech", _("máy đọc")


class AiringState(models.TextChoices):
    """Where an airing stands as a whole; what became of it at each cluster say its plays. *Planned*: a pause holds it back."""

    PLANNED = "planned", pgettext_lazy("airing", "đang giữ lại")
    ORDERED = "ordered", pgettext_lazy("airing", "đã gửi lệnh")
    DONE = "done", pgettext_lazy("airing", "đã qua giờ phát")
    CANCELLED = "cancelled", pgettext_lazy("airing", "đã hủy")


COMING = frozenset({AiringState.PLANNED, AiringState.ORDERED})


class PlayState(models.TextChoices):
    """What a play can be. *Unknown* is no success: its time is over and no proof came."""

    PLANNED = "planned", pgettext_lazy("play", "chờ gửi lệnh")
    ORDERED = "ordered", pgettext_lazy("play", "đã gửi lệnh")
    TAKEN = "taken", pgettext_lazy("play", "loa đã nhận lệnh")
    PLAYED = "played", pgettext_lazy("play", "đã phát")
    PARTLY = "partly", pgettext_lazy("play", "phát dở")
    NOT_PLAYED = "not_played", pgettext_lazy("play", "không phát")
    UNKNOWN = "unknown", pgettext_lazy("play", "chưa rõ")
    CANCELLED = "cancelled", pgettext_lazy("play", "đã hủy")


OPEN_PLAYS = frozenset({PlayState.PLANNED, PlayState.ORDERED, PlayState.TAKEN})
PROVEN_PLAYS = frozenset({PlayState.PLAYED, PlayState.PARTLY, PlayState.NOT_PLAYED})


class Health(models.TextChoices):
    """How a cluster stands now, worst first: the order of the list."""

    SILENCED = "silenced", _("đang bị ngắt")
    SILENT = "silent", _("đến giờ mà không phát")
    OFFLINE = "offline", _("mất kết nối")
    SKEWED = "skewed", _("lệch giờ")
    LATE = "late", _("phát chậm")
    REFUSING = "refusing", _("từ chối lệnh")
    UNENROLLED = "unenrolled", _("chưa ghép thiết bị")
    MUTED = "muted", _("đang tắt tiếng")
    PLAYING = "playing", _("đang phát")
    READY = "ready", _("sẵn sàng")


WHY_WORDS = {
    Why.UNREADABLE: _("lệnh không đọc được"),
    Why.FORGED: _("lệnh không có chữ ký hợp lệ"),
    Why.FOREIGN: _("lệnh của nhóm khác"),
    Why.EARLY: _("lệnh chưa đến giờ hiệu lực"),
    Why.EXPIRED: _("lệnh đã hết hiệu lực"),
    Why.REPLAYED: _("lệnh bị gửi lặp lại"),
    Why.OLD: _("lệnh cũ, đã có lệnh mới hơn"),
    Why.CLOCK: _("loa chưa biết giờ đúng"),
    Why.NIGHT: _("trong giờ yên tĩnh"),
    Why.LIMIT: _("vượt giới hạn của cụm loa"),
    Why.NO_AUDIO: _("chưa tải được tệp âm thanh"),
    Why.BAD_AUDIO: _("tệp âm thanh bị hỏng"),
    Why.NO_SPACE: _("thiết bị hết chỗ lưu"),
    Why.KILLED: _("đang ngắt loa khẩn cấp"),
    Why.MUTED: _("loa đang tắt tiếng"),
    Why.PREEMPTED: _("nhường cho bản tin khẩn cấp"),
    Why.CANCELLED: _("đã hủy trước giờ phát"),
    Why.POWER: _("mất điện giữa chừng"),
    Why.MISSED: _("thiết bị không chạy vào giờ đó"),
    Why.PLAYER: _("thiết bị không phát được tiếng"),
}


def why_text(why: str) -> str:
    """Return a reason in words, empty for none and for one that nobody knows."""
    return str(WHY_WORDS[Why(why)]) if why in WHY_WORDS else ""
