"""Every permission of the product, one word per right, shaped room:act."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """What a grant may allow somewhere in the tree."""

    AUDIENCE_MANAGE = "audience:manage"
    AUDIENCE_READ = "audience:read"
    BULLETINS_ADAPT = "bulletins:adapt"
    BULLETINS_CORRECT = "bulletins:correct"
    BULLETINS_COUNTERSIGN = "bulletins:countersign"
    BULLETINS_READ = "bulletins:read"
    BULLETINS_RELEASE = "bulletins:release"
    BULLETINS_WRITE = "bulletins:write"
    CALENDAR_MANAGE = "calendar:manage"
    CHANNELS_MANAGE = "channels:manage"
    CHANNELS_READ = "channels:read"
    DELIVERY_CONFIRM = "delivery:confirm"
    DELIVERY_MANAGE = "delivery:manage"
    DELIVERY_READ = "delivery:read"
    DOCUMENTS_ACKNOWLEDGE = "documents:acknowledge"
    DOCUMENTS_CIRCULATE = "documents:circulate"
    DOCUMENTS_DIRECT = "documents:direct"
    DOCUMENTS_DRAFT = "documents:draft"
    DOCUMENTS_ISSUE = "documents:issue"
    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_RECEIVE = "documents:receive"
    DOCUMENTS_SIGN = "documents:sign"
    DUTY_MANAGE = "duty:manage"
    FIGURES_FREEZE = "figures:freeze"
    FIGURES_READ = "figures:read"
    JOURNAL_READ = "journal:read"
    OPERATION_READ = "operation:read"
    PEOPLE_CONFIRM = "people:confirm"
    PEOPLE_MANAGE = "people:manage"
    PRESS_ANSWER = "press:answer"
    PRESS_GROUP = "press:group"
    PRESS_LISTEN = "press:listen"
    PRESS_READ = "press:read"
    PRESS_SOURCES = "press:sources"
    SEARCH_MANAGE = "search:manage"
    SPEAKERS_MANAGE = "speakers:manage"
    SPEAKERS_READ = "speakers:read"
    SPEAKERS_RELEASE = "speakers:release"
    SPEAKERS_SCHEDULE = "speakers:schedule"
    SPEAKERS_SILENCE = "speakers:silence"
    TASKS_ACCEPT = "tasks:accept"
    TASKS_ASSIGN = "tasks:assign"
    TASKS_READ = "tasks:read"
    TASKS_REPORT = "tasks:report"
    UNITS_MANAGE = "units:manage"
    UNITS_READ = "units:read"

    @property
    def label(self) -> str | Promise:
        """Return the right in the words of the screens."""
        return LABELS.get(self, self.value)


LABELS: dict[Permission, Promise] = {
    Permission.AUDIENCE_MANAGE: _("quản lý người nhận tin"),
    Permission.AUDIENCE_READ: _("xem số người nhận tin"),
    Permission.BULLETINS_ADAPT: _("biên tập bản theo kênh, theo địa bàn"),
    Permission.BULLETINS_CORRECT: _("phát đính chính, thu hồi"),
    Permission.BULLETINS_COUNTERSIGN: _("ký xác nhận đính chính"),
    Permission.BULLETINS_READ: _("xem bản tin"),
    Permission.BULLETINS_RELEASE: _("duyệt phát"),
    Permission.BULLETINS_WRITE: _("soạn bản tin"),
    Permission.CALENDAR_MANAGE: _("quản lý lịch làm việc"),
    Permission.CHANNELS_MANAGE: _("quản lý kênh và tài khoản"),
    Permission.CHANNELS_READ: _("xem kênh và tài khoản"),
    Permission.DELIVERY_CONFIRM: _("xác nhận đã thực hiện lượt gửi"),
    Permission.DELIVERY_MANAGE: _("tạm dừng, hủy đợt gửi"),
    Permission.DELIVERY_READ: _("xem kết quả gửi"),
    Permission.DOCUMENTS_ACKNOWLEDGE: _("xác nhận đã tiếp nhận văn bản"),
    Permission.DOCUMENTS_CIRCULATE: _("gửi văn bản, nhắc đơn vị"),
    Permission.DOCUMENTS_DIRECT: _("cho ý kiến chỉ đạo văn bản đến"),
    Permission.DOCUMENTS_DRAFT: _("soạn văn bản, góp ý dự thảo"),
    Permission.DOCUMENTS_ISSUE: _("lấy số, ban hành, thu hồi văn bản"),
    Permission.DOCUMENTS_READ: _("xem văn bản"),
    Permission.DOCUMENTS_RECEIVE: _("tiếp nhận, vào sổ văn bản đến"),
    Permission.DOCUMENTS_SIGN: _("ký văn bản"),
    Permission.DUTY_MANAGE: _("phân công trực"),
    Permission.FIGURES_FREEZE: _("chốt số liệu"),
    Permission.FIGURES_READ: _("xem số liệu"),
    Permission.JOURNAL_READ: _("xem nhật ký"),
    Permission.OPERATION_READ: _("xem trạng thái hệ thống"),
    Permission.PEOPLE_CONFIRM: _("xác nhận đặt lại xác thực hai lớp"),
    Permission.PEOPLE_MANAGE: _("quản lý cán bộ và phân quyền"),
    Permission.PRESS_ANSWER: _("tiếp nhận, trả lời câu hỏi của báo chí"),
    Permission.PRESS_GROUP: _("gộp, tách, ghim chùm tin; xử lý dấu hiệu tăng"),
    Permission.PRESS_LISTEN: _("xem tin báo chí, chùm tin, số tin"),
    Permission.PRESS_READ: _("xem sổ câu hỏi của báo chí"),
    Permission.PRESS_SOURCES: _("quản lý nguồn tin, từ khóa chủ đề"),
    Permission.SEARCH_MANAGE: _("sửa từ đồng nghĩa của tìm kiếm"),
    Permission.SPEAKERS_MANAGE: _("quản lý cụm loa, thiết bị, giới hạn phát thanh"),
    Permission.SPEAKERS_READ: _("xem cụm loa, lịch phát, nhật ký phát"),
    Permission.SPEAKERS_RELEASE: _("duyệt khung giờ phát, tiếp sóng"),
    Permission.SPEAKERS_SCHEDULE: _("xếp lịch phát, chỉnh âm lượng, tắt tiếng"),
    Permission.SPEAKERS_SILENCE: _("ngắt loa khẩn cấp, mở lại"),
    Permission.TASKS_ACCEPT: _("nghiệm thu, trả lại kết quả nhiệm vụ"),
    Permission.TASKS_ASSIGN: _("lập chương trình, giao nhiệm vụ"),
    Permission.TASKS_READ: _("xem chương trình, nhiệm vụ"),
    Permission.TASKS_REPORT: _("báo cáo tiến độ nhiệm vụ"),
    Permission.UNITS_MANAGE: _("quản lý địa bàn và cơ quan, đơn vị"),
    Permission.UNITS_READ: _("xem địa bàn và cơ quan, đơn vị"),
}
