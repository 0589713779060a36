"""What holds a bulletin back on its check page, in words that say what to do.

A stop that carries a `mark` may be set aside by a named person with a reason; any other must be mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.bulletins.rules.emergency import emergency_faults
from loa.bulletins.rules.moves import MENDING
from loa.bulletins.rules.placeholders import placeholders_left
from loa.bulletins.rules.release import is_too_late, mark_needed
from loa.bulletins.rules.words import Mode, Priority, SetAsideKind
from loa.lib.ids import digest
from loa.lib.text import fold, squeeze


class StopCode(StrEnum):
    """Everything that can hold a bulletin back."""

    NO_TITLE = "no_title"
    NO_TEXT = "no_text"
    PLACEHOLDER = "placeholder"
    FACTS_OPEN = "facts_open"
    TRANSLATION_MISSING = "translation_missing"
    TRANSLATION_OLD = "translation_old"
    RENDITION_REFUSED = "rendition_refused"
    FACT_MISSING = "fact_missing"
    FACT_CHANGED = "fact_changed"
    FACT_CONTRADICTED = "fact_contradicted"
    PRIVATE_PERSON = "private_person"
    NO_AREA = "no_area"
    AREA_OUT_OF_REACH = "area_out_of_reach"
    NO_CHANNEL = "no_channel"
    CHANNEL_CLOSED = "channel_closed"
    CHANNEL_MODE = "channel_mode"
    EMPTY_AUDIENCE = "empty_audience"
    NO_SOURCE = "no_source"
    NO_SIGNER = "no_signer"
    EXERCISE_MARK = "exercise_mark"
    FALSE_EXERCISE_MARK = "false_exercise_mark"
    NO_EXPIRY = "no_expiry"
    EXPIRED = "expired"
    ENDS_BEFORE_START = "ends_before_start"
    TIME_PAST = "time_past"
    EMBARGO_PAST = "embargo_past"
    EMBARGO_BROKEN = "embargo_broken"
    EMBARGO_ALONE = "embargo_alone"
    EMBARGO_EMERGENCY = "embargo_emergency"
    EMERGENCY_KIND = "emergency_kind"
    EMERGENCY_REASON = "emergency_reason"
    EMERGENCY_EXPIRY = "emergency_expiry"
    PICTURE_INCOMPLETE = "picture_incomplete"
    NO_REASON = "no_reason"
    NO_SOUND = "no_sound"
    SOUND_OLD = "sound_old"
    SOUND_UNHEARD = "sound_unheard"
    NO_MOMENT = "no_moment"
    MOMENT_PAST = "moment_past"
    MOMENT_AFTER_END = "moment_after_end"
    MOMENT_LOCKED = "moment_locked"
    MOMENT_SPECIAL = "moment_special"
    ORIGINAL_GONE = "original_gone"


SENTENCES: Mapping[StopCode, str | Promise] = {
    StopCode.NO_TITLE: _("Bản tin chưa có tiêu đề. Hãy nhập tiêu đề."),
    StopCode.NO_TEXT: _("Bản tin chưa có nội dung. Hãy nhập nội dung."),
    StopCode.PLACEHOLDER: _("Còn chỗ chưa điền. Hãy thay chỗ trong ngoặc bằng thông tin cụ thể."),
    StopCode.FACTS_OPEN: _("Còn thông tin chưa được xác nhận. Hãy mở bước “Thông tin khóa” và xác nhận."),
    StopCode.TRANSLATION_MISSING: _("Thiếu bản dịch. Hãy nhập bản dịch hoặc bỏ ngôn ngữ này."),
    StopCode.TRANSLATION_OLD: _("Bản dịch làm từ nội dung cũ. Hãy xem lại và lưu bản dịch."),
    StopCode.RENDITION_REFUSED: _("Bản theo kênh sai thông tin khóa. Hãy sửa chỗ được đánh dấu rồi lưu lại."),
    StopCode.FACT_MISSING: _("Thiếu thông tin khóa. Hãy bổ sung đúng như thông điệp chính."),
    StopCode.FACT_CHANGED: _("Thông tin khóa bị đổi. Hãy sửa lại đúng như thông điệp chính."),
    StopCode.FACT_CONTRADICTED: _("Có thông tin mâu thuẫn với thông tin khóa. Hãy sửa hoặc bỏ."),
    StopCode.PRIVATE_PERSON: _(
        "Có thể nêu tên hoặc thông tin của cá nhân. Hãy bỏ, hoặc người duyệt ghi rõ vì sao được nêu."
    ),
    StopCode.NO_AREA: _("Chưa chọn địa bàn. Hãy chọn ít nhất một địa bàn; hệ thống không tự hiểu là tất cả."),
    StopCode.AREA_OUT_OF_REACH: _("Địa bàn nằm ngoài phạm vi được giao. Hãy bỏ địa bàn này."),
    StopCode.NO_CHANNEL: _("Chưa chọn kênh. Hãy chọn ít nhất một kênh phát."),
    StopCode.CHANNEL_CLOSED: _("Kênh đang tạm dừng hoặc đã đóng. Hãy bỏ kênh này hoặc mở lại kênh."),
    StopCode.CHANNEL_MODE: _(
        "Kênh không cùng chế độ (thật, diễn tập, thử nghiệm) với bản tin. Hãy chọn kênh khác."
    ),
    StopCode.EMPTY_AUDIENCE: _("Không có người nhận nào. Hãy xem lại địa bàn, ngôn ngữ, chủ đề hoặc kênh."),
    StopCode.NO_SOURCE: _("Chưa ghi nguồn. Hãy ghi cơ quan hoặc văn bản làm căn cứ."),
    StopCode.NO_SIGNER: _("Không có ai khác đủ quyền duyệt. Hãy cử người duyệt thường trực ở cấp trên."),
    StopCode.EXERCISE_MARK: _("Thiếu chữ đánh dấu diễn tập hoặc thử nghiệm ở đầu bản theo kênh."),
    StopCode.FALSE_EXERCISE_MARK: _("Bản tin thật không được mang chữ diễn tập, thử nghiệm. Hãy bỏ chữ này."),
    StopCode.NO_EXPIRY: _("Chưa có thời hạn hiệu lực. Hãy chọn lúc bản tin hết hiệu lực."),
    StopCode.EXPIRED: _("Thời hạn hiệu lực đã qua. Hãy chọn lại thời hạn."),
    StopCode.ENDS_BEFORE_START: _("Thời hạn kết thúc trước lúc bắt đầu. Hãy sửa lại."),
    StopCode.TIME_PAST: _("Giờ phát đã qua. Hãy chọn giờ khác hoặc phát ngay sau khi duyệt."),
    StopCode.EMBARGO_PAST: _("Giờ cấm phát hành phải sau giờ phát và chưa qua. Hãy chọn lại hoặc bỏ trống."),
    StopCode.EMBARGO_BROKEN: _(
        "Kênh này đưa tin ra công chúng trước giờ cấm phát hành. Hãy bỏ kênh này; sau giờ đó phát một bản tin khác."
    ),
    StopCode.EMBARGO_ALONE: _(
        "Giờ cấm phát hành chỉ dùng khi gửi cho báo chí. Hãy chọn kênh báo chí hoặc bỏ giờ này."
    ),
    StopCode.EMBARGO_EMERGENCY: _("Bản tin khẩn cấp không được cấm phát hành. Hãy bỏ giờ cấm phát hành."),
    StopCode.EMERGENCY_KIND: _(
        "Bản tin khẩn cấp phải thuộc một trong các loại: thiên tai, cháy nổ, dịch bệnh, an toàn."
    ),
    StopCode.EMERGENCY_REASON: _("Bản tin khẩn cấp phải ghi rõ lý do (được công khai)."),
    StopCode.EMERGENCY_EXPIRY: _("Bản tin khẩn cấp phải hết hiệu lực trong vòng 24 giờ kể từ lúc phát."),
    StopCode.PICTURE_INCOMPLETE: _(
        "Ảnh thiếu mô tả, nguồn, giấy phép hoặc sự đồng ý. Hãy ghi đủ hoặc bỏ ảnh."
    ),
    StopCode.ORIGINAL_GONE: _(
        "Bản tin gốc đã được thu hồi hoặc thay thế nên không còn gì để thay. Hãy bỏ bản này hoặc soạn bản tin mới."
    ),
    StopCode.NO_SOUND: _("Kênh loa chưa có bản thu. Hãy mở bước “Bản loa” để tạo hoặc tải lên."),
    StopCode.SOUND_OLD: _("Nội dung đã sửa sau khi có bản thu. Hãy mở bước “Bản loa” và tạo lại."),
    StopCode.SOUND_UNHEARD: _(
        "Chưa có ai nghe hết bản thu. Hãy nghe ở bước “Bản loa” rồi bấm “Đã nghe, dùng bản này”."
    ),
    StopCode.NO_MOMENT: _("Chưa chọn giờ phát loa. Hãy chọn ở bước “Bản loa”."),
    StopCode.MOMENT_PAST: _("Giờ phát loa đã qua. Hãy chọn lại ở bước “Bản loa”."),
    StopCode.MOMENT_AFTER_END: _(
        "Giờ phát loa sau lúc bản tin hết hiệu lực. Hãy chọn lại giờ hoặc kéo dài hiệu lực."
    ),
    StopCode.MOMENT_LOCKED: _("Giờ phát loa không được phép. Hãy chọn giờ khác ở bước “Bản loa”."),
    StopCode.MOMENT_SPECIAL: _(
        "Giờ phát loa vượt giới hạn của địa bàn. Hãy chọn giờ khác, hoặc ghi lý do đặc biệt để người duyệt xem xét."
    ),
    StopCode.NO_REASON: _("Đính chính, thu hồi hoặc thay thế phải ghi lý do (được công khai)."),
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that holds a bulletin back: where it is, what is quoted, and whether a person may set it aside.

    `start` and `end` count characters of the text at `place`; both 0 where the whole is meant.
    """

    code: StopCode
    place: str = ""
    quote: str = ""
    start: int = 0
    end: int = 0
    mark: str = ""
    step: str = "text"

    @property
    def sentence(self) -> str:
        """Say what is wrong and what to do."""
        return str(SENTENCES[self.code])

    @property
    def can_be_set_aside(self) -> bool:
        """Say whether a named person may judge it to be no obstacle."""
        return bool(self.mark)


_OF_PERSONS = (SetAsideKind.PUBLIC_OFFICE, SetAsideKind.CONSENTED)
_OF_FACTS = (SetAsideKind.FALSE_MARK,)


def kinds_for(code: str) -> Sequence[SetAsideKind]:
    """Return the grounds on which a mark of this kind may be set aside.

    A person is named only in public office or by consent (charter 10), whatever the machine thought of the words.
    """
    return _OF_PERSONS if code == StopCode.PRIVATE_PERSON else _OF_FACTS


def mark_of(*parts: str) -> str:
    """Return the digest that names one marked place; the same words marked again are the same place."""
    return digest([squeeze(part) for part in parts])


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a bulletin as far as the stops judge them."""

    mode: Mode
    priority: Priority
    source: str
    relation: str = ""
    reason: str = ""
    original_is_out: bool = True
    emergency_kind: str = ""
    emergency_reason: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    send_at: datetime | None = None
    embargo_until: datetime | None = None
    open_accounts: tuple[str, ...] = ()
    areas: frozenset[str] = frozenset()
    areas_out_of_reach: tuple[str, ...] = ()
    accounts: int = 0
    closed_accounts: tuple[str, ...] = ()
    foreign_accounts: tuple[str, ...] = ()
    receivers: int = 0
    signers: int = 0
    incomplete_pictures: tuple[str, ...] = field(default=())


def text_stops(place: str, title: str, body: str, mode: Mode) -> list[Stop]:
    """Return what is wrong with a title and a text as such."""
    stops = []
    if not title.strip():
        stops.append(Stop(StopCode.NO_TITLE, place))
    if not body.strip():
        stops.append(Stop(StopCode.NO_TEXT, place))
    stops += [Stop(StopCode.PLACEHOLDER, place, left) for left in placeholders_left(f"{title}\n{body}")]
    if mode == Mode.LIVE and _wears_a_mark(title, body):
        stops.append(Stop(StopCode.FALSE_EXERCISE_MARK, place, title[:60]))
    return stops


def wording_stops(place: str, text: str, mode: Mode) -> list[Stop]:
    """Return a stop when a form that is not live does not begin with its mark."""
    needed = mark_needed(mode)
    return [] if not needed or text.startswith(needed) else [Stop(StopCode.EXERCISE_MARK, place, text[:60])]


def settings_stops(now_is: datetime, wanted: Settings) -> list[Stop]:
    """Return what is wrong with audience, channels, source, signer, time and priority."""
    return [
        *_whom(wanted),
        *_by_whom(wanted),
        *_when(now_is, wanted),
        *_held_back(now_is, wanted),
        *_how_urgent(now_is, wanted),
        *(Stop(StopCode.PICTURE_INCOMPLETE, quote=name, step="files") for name in wanted.incomplete_pictures),
    ]


def without_set_aside(stops: Iterable[Stop], marks: Sequence[str]) -> list[Stop]:
    """Return the stops that nobody set aside."""
    known = frozenset(marks)
    return [stop for stop in stops if not stop.mark or stop.mark not in known]


def _whom(wanted: Settings) -> list[Stop]:
    stops = [
        Stop(StopCode.AREA_OUT_OF_REACH, quote=name, step="audience") for name in wanted.areas_out_of_reach
    ]
    stops += [Stop(StopCode.CHANNEL_CLOSED, quote=name, step="audience") for name in wanted.closed_accounts]
    stops += [Stop(StopCode.CHANNEL_MODE, quote=name, step="audience") for name in wanted.foreign_accounts]
    if not wanted.areas:
        stops.append(Stop(StopCode.NO_AREA, step="audience"))
    if wanted.relation in MENDING:
        return stops  # who got the first may be nobody: it is stopped and withdrawn in public all the same
    if not wanted.accounts:
        stops.append(Stop(StopCode.NO_CHANNEL, step="audience"))
    if wanted.areas and wanted.accounts and not wanted.receivers:
        stops.append(Stop(StopCode.EMPTY_AUDIENCE, step="audience"))
    return stops


def _by_whom(wanted: Settings) -> list[Stop]:
    stops = []
    if not wanted.source.strip():
        stops.append(Stop(StopCode.NO_SOURCE, step="audience"))
    if not wanted.signers:
        stops.append(Stop(StopCode.NO_SIGNER, step="check"))
    if not wanted.original_is_out:
        stops.append(Stop(StopCode.ORIGINAL_GONE, step="check"))
    if wanted.relation and not wanted.reason.strip():
        stops.append(Stop(StopCode.NO_REASON))
    return stops


def _when(now_is: datetime, wanted: Settings) -> list[Stop]:
    stops = []
    starts = wanted.valid_from or wanted.send_at or now_is
    if wanted.valid_until is None:
        stops.append(Stop(StopCode.NO_EXPIRY, step="audience"))
    elif wanted.valid_until <= now_is:
        stops.append(Stop(StopCode.EXPIRED, step="audience"))
    elif wanted.valid_until <= starts:
        stops.append(Stop(StopCode.ENDS_BEFORE_START, step="audience"))
    if wanted.send_at and is_too_late(wanted.send_at, now_is):
        stops.append(Stop(StopCode.TIME_PAST, step="audience"))
    return stops


def _held_back(now_is: datetime, wanted: Settings) -> list[Stop]:
    """Judge the embargo; a correction keeps the first's, whatever has passed since, so that it is never late for it."""
    if wanted.embargo_until is None:
        return []
    stops = []
    if wanted.priority == Priority.EMERGENCY:
        stops.append(Stop(StopCode.EMBARGO_EMERGENCY, step="audience"))
    if wanted.relation not in MENDING and wanted.embargo_until <= max(wanted.send_at or now_is, now_is):
        stops.append(Stop(StopCode.EMBARGO_PAST, step="audience"))
    if wanted.embargo_until > now_is:
        stops += [Stop(StopCode.EMBARGO_BROKEN, quote=name, step="audience") for name in wanted.open_accounts]
    if wanted.accounts and len(wanted.open_accounts) == wanted.accounts:
        stops.append(Stop(StopCode.EMBARGO_ALONE, step="audience"))
    return stops


def _how_urgent(now_is: datetime, wanted: Settings) -> list[Stop]:
    if wanted.priority != Priority.EMERGENCY:
        return []
    starts = max(wanted.send_at or now_is, now_is)
    codes = {
        "kind": StopCode.EMERGENCY_KIND,
        "reason": StopCode.EMERGENCY_REASON,
        "expiry": StopCode.EMERGENCY_EXPIRY,
    }
    faults = emergency_faults(wanted.emergency_kind, wanted.emergency_reason, starts, wanted.valid_until)
    return [Stop(codes[fault], step="audience") for fault in faults]


def _wears_a_mark(title: str, body: str) -> bool:
    beginnings = (fold(squeeze(title)), fold(squeeze(body)))
    return any(text.startswith((_BRACKETS[0], _BRACKETS[1])) for text in beginnings)


_BRACKETS = (fold(mark_needed(Mode.EXERCISE)), fold(mark_needed(Mode.TEST)))
