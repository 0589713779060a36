"""The twelve rules in plain words and what holds each; how a held thing looks is in `expected.json`.

A key names one thing of the database as "kind:name"; `catalogue.py` knows the kinds. It must not read the database.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Hold:
    """What is made sure of, and the things that make sure of it."""

    protects: str | Promise
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; a rule without holds is about a part of the product that does not stand yet."""

    number: int
    title: str | Promise
    text: str | Promise
    holds: tuple[Hold, ...] = ()

    def protects(self, key: str) -> str | Promise:
        """Return what a key makes sure of."""
        return next(hold.protects for hold in self.holds if key in hold.keys)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return every key of the rule, in order."""
        return tuple(key for hold in self.holds for key in hold.keys)


def _hold(protects: str | Promise, *keys: str) -> Hold:
    return Hold(protects, keys)


RULES = (
    Rule(
        1,
        _("Ai nói thì đứng tên"),
        _(
            "Mọi nội dung phát đi đều nêu cơ quan phát hành, người duyệt và nguồn. Mỗi tài khoản thuộc đúng một cơ quan "
            "và có trong danh sách công khai từ trước lần gửi đầu đến một năm sau lần gửi cuối."
        ),
        (
            _hold(_("mỗi tài khoản thuộc đúng một cơ quan"), "not_null:channels_account.body_id"),
            _hold(
                _("tài khoản được công khai trước khi gửi và một năm sau đó"),
                "not_null:channels_account.listed_from",
                "constraint:channels_account.account_listed_before_first_send",
                "constraint:channels_account.account_listed_a_year_after_last_send",
                "trigger:channels_account.channels_account_keep_listed",
            ),
            _hold(
                _("bản đã phát nêu cơ quan phát hành và người duyệt, không sửa được"),
                "not_null:bulletins_issued.issuer",
                "not_null:bulletins_issued.approver",
                "not_null:bulletins_release.approver_id",
                "rights:bulletins_issued",
            ),
        ),
    ),
    Rule(
        2,
        _("Nghe về việc, không theo dõi người"),
        _(
            "Không có chỗ nào ghi tên tác giả, tài khoản, hồ sơ, thái độ hay cảm xúc của người lên tiếng; "
            "không tìm kiếm, đếm hay cảnh báo theo tên người."
        ),
        (_hold(_("không bảng nào có cột theo dõi con người"), "no_column:watching"),),
    ),
    Rule(
        3,
        _("Kiểm chứng thông tin, không phán xét ý kiến"),
        _(
            "Ý kiến, phê bình, châm biếm và câu hỏi không bị chấm đúng sai; chúng được chuyển đến nơi có thể trả lời."
        ),
        (_hold(_("không bảng nào có cột chấm điểm lời nói hay con người"), "no_column:judging"),),
    ),
    Rule(
        4,
        _("Người quyết định, phần mềm chỉ chuẩn bị"),
        _(
            "Mỗi lần khóa thông tin, duyệt phát và kết luận đều có tên cán bộ chịu trách nhiệm. "
            "Nội dung mới luôn do người thứ hai duyệt."
        ),
        (
            _hold(
                _("thông tin khóa do một cán bộ có tên xác nhận hoặc bỏ, có lý do"),
                "constraint:bulletins_fact.fact_decided_by_a_person",
                "constraint:bulletins_fact.fact_dismissed_says_why",
            ),
            _hold(
                _("người duyệt không phải là người viết, kể cả dưới tài khoản khác"),
                "constraint:bulletins_release.release_by_two_persons",
                "trigger:bulletins_release.bulletins_release_by_another",
                "function:bulletins_phone",
            ),
            _hold(
                _("bản do một người phát để đính chính hoặc thu hồi phải có người khác ký xác nhận"),
                "constraint:bulletins_release.release_alone_is_countersigned",
                "constraint:bulletins_release.release_countersigned_by_another",
            ),
            _hold(
                _("khung giờ phát loa do người thứ hai duyệt; bản thu có người nghe trước khi phát"),
                "constraint:speakers_slot.slot_approved_by_a_second_person",
                "constraint:speakers_sound.sound_heard_by_a_person",
            ),
            _hold(
                _("loa đã ngắt khẩn cấp chỉ mở lại khi hai người đồng ý"),
                "constraint:speakers_silence.silence_ended_by_two_persons",
                "trigger:speakers_silence.speakers_silence_stays",
            ),
            _hold(
                _("kết quả tự khai nêu tên người khai"),
                "constraint:delivery_receipt.receipt_names_who_reports",
            ),
            _hold(
                _("điều đã trình và đã duyệt không đổi được về sau"),
                "rights:bulletins_release",
                "rights:bulletins_submission",
                "rights:bulletins_text",
            ),
        ),
    ),
    Rule(
        5,
        _("Sai thì công khai"),
        _("Mọi đính chính bản tin của chính chúng tôi đều ghi vào sổ công khai và không xóa được."),
        (
            _hold(_("sổ đính chính không sửa, không xóa được"), "rights:bulletins_correction"),
            _hold(_("mỗi đính chính nêu lý do"), "constraint:bulletins_correction.correction_says_why"),
        ),
    ),
    Rule(
        6,
        _("Chỉ đếm vấn đề, không lộ số nhỏ"),
        _(
            "Con số chỉ đếm mã phản ánh khác nhau; số từ 1 đến 10 ở cấp xã không hiển thị. "
            "Ý kiến chính trị không phải là một chủ đề thống kê."
        ),
    ),
    Rule(
        7,
        _("Người nhận do chính họ chọn"),
        _(
            "Chỉ gửi theo địa bàn, ngôn ngữ và chủ đề mà người đăng ký đã chọn. Không theo dõi người đọc: "
            "không ghi ai đã mở, đã bấm hay đã xem."
        ),
        (
            _hold(
                _("về người đăng ký chỉ giữ liên hệ và lựa chọn của họ"),
                "columns:audience_subscriber",
                "columns:audience_contact",
                "columns:audience_subscription",
            ),
            _hold(_("không bảng nào ghi việc mở, bấm hay xem"), "no_column:watching"),
        ),
    ),
    Rule(
        8,
        _("Không can thiệp vào bài của người khác"),
        _(
            "Phần mềm không gỡ, không báo cáo, không ẩn, không trả lời bài của người khác, không giấu người nói. "
            "Mỗi loại kênh chỉ được gọi những địa chỉ ghi sẵn."
        ),
        (_hold(_("danh sách địa chỉ mà mỗi loại kênh được gọi"), "allow_list:kinds"),),
    ),
    Rule(
        9,
        _("Diễn tập tách khỏi thật, khẩn cấp có giới hạn"),
        _(
            "Bản diễn tập không thể ra kênh công khai. Mức khẩn cấp chỉ dùng cho thiên tai, cháy, dịch bệnh, an toàn "
            "tính mạng, hết hiệu lực trong 24 giờ và nêu lý do; mỗi lần dùng đều công khai."
        ),
        (
            _hold(
                _("nội dung thật, diễn tập và thử nghiệm không đi lẫn kênh"),
                "constraint:channels_account.account_mode",
                "constraint:channels_account.account_mode_key",
                "trigger:channels_account.channels_account_keep_mode",
                "constraint:delivery_dispatch.dispatch_mode",
                "constraint:delivery_dispatch.dispatch_mode_key",
                "constraint:delivery_target.target_mode_of_account",
                "constraint:delivery_target.target_mode_of_dispatch",
                "rights:delivery_target",
                "trigger:delivery_delivery.delivery_name_the_month",
                "month_trigger:delivery_delivery.delivery_check_mode",
                "constraint:speakers_cluster.cluster_mode",
                "trigger:speakers_cluster.speakers_cluster_keep_mode",
                "trigger:speakers_play.speakers_play_modes",
            ),
            _hold(
                _("mức khẩn cấp có loại, có lý do và hết hiệu lực trong 24 giờ"),
                "constraint:bulletins_bulletin.bulletin_priority",
                "constraint:bulletins_bulletin.bulletin_emergency_says_why",
                "constraint:bulletins_release.release_emergency_ends_within_a_day",
            ),
        ),
    ),
    Rule(
        10,
        _("Không nêu tên người dân"),
        _(
            "Trước khi phát, mọi bản đều được dò tên riêng, số điện thoại và địa chỉ; có thì dừng, trừ khi người duyệt "
            "ghi rõ người đó giữ chức vụ hoặc đã đồng ý."
        ),
        (
            _hold(
                _(
                    "bỏ qua một tên người phải là người giữ chức vụ hoặc đã đồng ý, có lý do và có tên người quyết định"
                ),
                "constraint:bulletins_setaside.set_aside_person_in_office_or_consenting",
                "constraint:bulletins_setaside.set_aside_says_why",
                "not_null:bulletins_setaside.person_id",
            ),
        ),
    ),
    Rule(
        11,
        _("Không chấm điểm, không xếp hạng cán bộ"),
        _("Với cán bộ, chỉ tính xác nhận của cơ quan; không ghi ai đã xem, không xếp hạng cá nhân."),
        (
            _hold(
                _("không bảng nào xếp hạng hay theo dõi cán bộ"), "no_column:ranking", "no_column:watching"
            ),
            _hold(
                _("đơn vị chưa xác nhận văn bản được báo trước cấp trên 24 giờ"),
                "constraint:documents_circulation.circulation_silent_told_first",
                "constraint:documents_circulation.circulation_silent_told_a_day_first",
            ),
            _hold(
                _("đơn vị chưa trả lời việc được giao được báo trước cơ quan cấp trên 24 giờ"),
                "constraint:tasks_assignment.assignment_silent_told_first",
                "constraint:tasks_assignment.assignment_silent_told_a_day_first",
            ),
        ),
    ),
    Rule(
        12,
        _("Nhật ký còn mãi, dữ liệu cá nhân xóa được"),
        _(
            "Nhật ký chỉ được thêm, không sửa, không xóa, và không chứa liên hệ hay lời phản ánh. "
            "Xóa một người là hủy khóa của dữ liệu đó; bản sao lưu khôi phục lại cũng phải xóa lại."
        ),
        (
            _hold(
                _("nhật ký và sổ gửi chỉ được thêm vào"),
                "rights:journal_entry",
                "rights:journal_seal",
                "rights:delivery_delivery",
                "rights:delivery_attempt",
                "rights:delivery_event",
                "rights:delivery_content",
                "month_rights:delivery_delivery",
                "month_rights:delivery_attempt",
                "month_rights:delivery_event",
            ),
            _hold(_("nhật ký không có chỗ cho liên hệ hay lời phản ánh"), "columns:journal_entry"),
            _hold(
                _("phần mềm không tự cho mình thêm quyền, kết quả kiểm tra này không sửa được"),
                "role:app",
                "rights:ops_chartercheck",
            ),
            _hold(
                _("xóa là xóa hết: khóa, tên và dấu vết của tệp"),
                "constraint:files_storedfile.erased_leaves_nothing",
                "not_null:audience_subscriber.key",
            ),
        ),
    ),
)

FORBIDDEN = {
    "watching": r"author_name|handle|avatar|profile|follower|sentiment|stance|\mtone\M|byline|opened_by|open_count|clicked"
    r"|click_count|pixel|seen_at|read_at|read_by|viewed|last_open",
    "judging": r"verdict|truth|is_fake|is_false|credib|rating|score|suspicio|reputation",
    "ranking": r"rank_of_person|performance|productivity|leaderboard",
}
"""What no column of our tables may be called, as PostgreSQL writes patterns."""
