"""The ten steps of the tour in words: who acts, what happens, which one click does it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.desk.tour import story
from loa.desk.tour.story import Sample

RESIDENT = "resident"
AIR, PASTE, PAPER, PRESS, REVIEW = 6, 7, 8, 9, 10
"""The steps that are not a part of the bulletin's own way: loudspeakers, the resident's question, document, press, review."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `sample` acts in it, None is a resident without an account; `click` is its one button."""

    number: int
    sample: Sample | None
    who: str | Promise
    title: str | Promise
    lead: str | Promise
    click: str | Promise

    @property
    def role(self) -> str:
        """Return the key by which the role is taken."""
        return self.sample.key if self.sample else RESIDENT


STEPS = (
    Step(
        1,
        story.EDITOR,
        _("Biên tập viên của thành phố"),
        _("Thành phố soạn thông điệp"),
        _(
            "Bản tin phòng, chống sốt xuất huyết được soạn từ mẫu có sẵn. Ngày, giờ, địa điểm, đường dây nóng được tìm "
            "ra, xác nhận và khóa lại: từ đây không ai đổi được."
        ),
        _("Soạn bản tin, khóa thông tin"),
    ),
    Step(
        2,
        story.WARD_OFFICERS[story.WARDS.index(story.WRONG_WARD)],
        _("Cán bộ phường"),
        _("Phường viết sai ngày và bị từ chối"),
        _(
            "Phường được viết lại cho gần gũi với bà con và thêm dòng riêng. Nhưng phường ghi nhầm ngày, và bản của phường "
            "được so với thông tin khóa."
        ),
        _("Gửi bản của phường"),
    ),
    Step(
        3,
        story.APPROVER,
        _("Người duyệt, trên điện thoại"),
        _("Người thứ hai duyệt và phát"),
        _(
            "Phường đã sửa ngày, biên tập viên đã gửi duyệt. Người duyệt thấy đúng nội dung sẽ phát, gửi cho ai, lúc nào; "
            "một lần chạm là phát. Người soạn không tự duyệt được."
        ),
        _("Duyệt và phát"),
    ),
    Step(
        4,
        story.DUTY,
        _("Cán bộ trực ban"),
        _("Sổ gửi đầy dần"),
        _(
            "Sau 15 giây có thể rút lại, bản tin đi ra trang web, thư và các điểm phát. Mỗi lượt gửi có kết quả riêng; "
            "lượt chưa rõ kết quả được nói rõ là chưa rõ."
        ),
        _("Xác nhận các điểm phát thủ công"),
    ),
    Step(
        5,
        story.DUTY,
        _("Cán bộ trực ban"),
        _("Đính chính tới đúng người đã nhận"),
        _(
            "Giờ kết thúc bị ghi nhầm. Đính chính đi ngay, trên mẫu có sẵn, tới đúng những người đã nhận bản đầu."
        ),
        _("Phát đính chính"),
    ),
    Step(
        AIR,
        story.APPROVER,
        _("Người duyệt, trên điện thoại"),
        _("Phát loa, và loa ký đã phát"),
        _(
            "Cán bộ phường đã làm ba bước trên điện thoại: soạn, để máy đọc rồi nghe lại, chọn giờ. Người duyệt nghe đúng bản thu "
            "đó rồi duyệt. Đây là diễn tập báo động nên giờ nào cũng phát được; mỗi cụm loa ký đã phát lúc nào, nghe được bao lâu."
        ),
        _("Đã nghe, duyệt phát loa"),
    ),
    Step(
        PASTE,
        None,
        _("Người dân"),
        _("“Bản tin này có đúng do cơ quan phát hành?”"),
        _("Một tin được chuyển tiếp trong nhóm trò chuyện. Không cần tài khoản: dán vào và hỏi."),
        _("Kiểm tra tin này"),
    ),
    Step(
        PAPER,
        story.WARD_OFFICERS[0],
        _("Cán bộ phường"),
        _("Văn bản đi xuống, xác nhận đi lên"),
        _(
            "Văn thư thành phố vừa ban hành và gửi kế hoạch tới ba phường. Phường xác nhận đã tiếp nhận đúng bản số 1; "
            "không ai bị theo dõi đã mở hay chưa."
        ),
        _("Xác nhận đã tiếp nhận (bản số 1)"),
    ),
    Step(
        PRESS,
        story.DUTY,
        _("Cán bộ trực ban"),
        _("Báo chí: tin đăng lại được gom, chỗ tăng nhanh hiện ra"),
        _(
            "Tám tờ báo không có thật đăng gần 60 tin – bài trong hai ngày. Bản đăng lại được gom vào một bài, bản ghi số liệu khác "
            "được chỉ ra, bài điểm tin được nối chứ không gộp. Một vụ cháy tăng nhanh hơn chính nó trước đây nên hiện ngay ở trang "
            "Hôm nay, cách câu trả lời một bước."
        ),
        _("Nhận xử lý dấu hiệu này"),
    ),
    Step(
        REVIEW,
        story.LEADER,
        _("Lãnh đạo"),
        _("Sơ kết: mỗi con số mở ra các dòng phía sau"),
        _(
            "Mười chương trình, mười một nhóm nhiệm vụ, ba phần tư việc trong năm đã xong: số liệu được đếm từ chính văn "
            "bản, nhiệm vụ và xác nhận; tất cả là dữ liệu mẫu. Chốt lại thì các dòng cũng được giữ."
        ),
        _("Chốt số liệu"),
    ),
)


def step_at(number: int) -> Step | None:
    """Return the step with that number, if there is one."""
    return next((step for step in STEPS if step.number == number), None)
