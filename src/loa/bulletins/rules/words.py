"""The closed word lists of the room, each with its Vietnamese label."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a bulletin stands; the moves between states are in `rules.moves`."""

    DRAFT = "draft", _("đang soạn")
    CHECKING = "checking", _("chờ duyệt")
    RETURNED = "returned", _("trả lại")
    RELEASED = "released", _("đã duyệt, chờ phát")
    MISSED = "missed", _("lỡ giờ phát")
    SENT = "sent", _("đã phát")
    CORRECTED = "corrected", _("đã đính chính")
    WITHDRAWN = "withdrawn", _("đã thu hồi")
    SUPERSEDED = "superseded", _("đã có bản thay")
    EXPIRED = "expired", _("hết hiệu lực")
    DISCARDED = "discarded", _("đã bỏ")


class Mode(models.TextChoices):
    """Whether the public is spoken to."""

    LIVE = "live", _("thật")
    EXERCISE = "exercise", _("diễn tập")
    TEST = "test", _("thử nghiệm")


class Priority(models.TextChoices):
    """The three priorities of grassroots information. Source: Circular 39/2020/TT-BTTTT."""

    NORMAL = "normal", _("thông thường")
    PRIORITY = "priority", _("ưu tiên")
    EMERGENCY = "emergency", _("khẩn cấp")


class EmergencyKind(models.TextChoices):
    """The only grounds for an emergency (charter 9)."""

    DISASTER = "disaster", _("thiên tai")
    FIRE = "fire", _("cháy, nổ")
    EPIDEMIC = "epidemic", _("dịch bệnh")
    SAFETY = "safety", _("an toàn tính mạng")


class Relation(models.TextChoices):
    """What a bulletin does to the one it replaces."""

    CORRECTION = "correction", _("đính chính")
    WITHDRAWAL = "withdrawal", _("thu hồi")
    SUPERSEDING = "supersede", _("thay thế")


class FactState(models.TextChoices):
    """What a person said about a fact the software found."""

    FOUND = "found", _("chờ xác nhận")
    LOCKED = "locked", _("đã khóa")
    DISMISSED = "dismissed", _("không phải thông tin khóa")


class RenditionState(models.TextChoices):
    """Whether a form of the message agreed with the locked facts."""

    ACCEPTED = "accepted", _("khớp thông tin khóa")
    REFUSED = "refused", _("sai thông tin khóa")


class SetAsideKind(models.TextChoices):
    """Why a mark is no obstacle."""

    PUBLIC_OFFICE = "public_office", _("giữ chức vụ công")
    CONSENTED = "consented", _("đã đồng ý nêu tên")
    FALSE_MARK = "false_mark", _("máy đánh dấu nhầm")


class SubmissionState(models.TextChoices):
    """What became of a request for release."""

    OPEN = "open", _("chờ duyệt")
    VOIDED = "voided", _("hết giá trị do có sửa đổi")
    RETURNED = "returned", _("trả lại")
    RELEASED = "released", _("đã duyệt")


class Missed(models.TextChoices):
    """Why a released bulletin did not go out."""

    LATE = "late", _("hệ thống chạy trễ quá 10 phút so với giờ đã định")
    CANCELLED = "cancelled", _("đợt gửi bị hủy khi chưa gửi nơi nào")
    CHANGED = "changed", _("bản tin khác với lúc được duyệt")
    RIGHT_LOST = "right_lost", _("người duyệt không còn quyền duyệt")
    REPLACED = "replaced", _("bản tin gốc đã được thu hồi hoặc thay thế trước đó")
    STOPPED = "stopped", _("còn mục phải xử lý ở bước kiểm tra")


class ReleaseKind(models.TextChoices):
    """Under which rule it was released."""

    TWO_PERSONS = "two_persons", _("hai người")
    ONE_OFFICER = "one_officer", _("một người, ký xác nhận sau")


class CapCategory(models.TextChoices):
    """Subject of the event. Source: CAP 1.2, 3.2.2 category."""

    GEO = "Geo", _("địa chất")
    MET = "Met", _("khí tượng thủy văn")
    SAFETY = "Safety", _("an toàn chung")
    SECURITY = "Security", _("an ninh trật tự")
    RESCUE = "Rescue", _("cứu hộ cứu nạn")
    FIRE = "Fire", _("cháy nổ")
    HEALTH = "Health", _("y tế")
    ENV = "Env", _("môi trường")
    TRANSPORT = "Transport", _("giao thông")
    INFRA = "Infra", _("hạ tầng")
    CBRNE = "CBRNE", _("hóa chất, phóng xạ, chất nổ")
    OTHER = "Other", _("khác")


class CapUrgency(models.TextChoices):
    """How soon people must act. Source: CAP 1.2, 3.2.2 urgency."""

    IMMEDIATE = "Immediate", _("làm ngay")
    EXPECTED = "Expected", _("trong giờ tới")
    FUTURE = "Future", _("trong thời gian tới")
    PAST = "Past", _("đã qua")
    UNKNOWN = "Unknown", _("chưa rõ")


class CapSeverity(models.TextChoices):
    """How great the threat is. Source: CAP 1.2, 3.2.2 severity."""

    EXTREME = "Extreme", _("đặc biệt nghiêm trọng")
    SEVERE = "Severe", _("nghiêm trọng")
    MODERATE = "Moderate", _("trung bình")
    MINOR = "Minor", _("nhỏ")
    UNKNOWN = "Unknown", _("chưa rõ")


class CapCertainty(models.TextChoices):
    """How sure it is. Source: CAP 1.2, 3.2.2 certainty."""

    OBSERVED = "Observed", _("đã xảy ra")
    LIKELY = "Likely", _("nhiều khả năng")
    POSSIBLE = "Possible", _("có thể")
    UNLIKELY = "Unlikely", _("ít khả năng")
    UNKNOWN = "Unknown", _("chưa rõ")
