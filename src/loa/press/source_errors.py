"""What the room refuses about sources, in words that say what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Invalid, NotFound


class UnreadableFile(Invalid):
    """The file is of a kind that is not read, has no row of heads, or is not safe."""

    code = "unreadable_file"
    message = _(
        "Không đọc được tệp. Hãy dùng tệp .jsonl, .csv (có thể nén .gz) hoặc .xlsx, dòng đầu có cột “Tiêu đề”."
    )


class SourceTaken(Invalid):
    """The address is read already."""

    code = "source_taken"
    message = _("Địa chỉ này đã có trong danh sách nguồn. Hãy mở nguồn đó để sửa.")


class BadSourceAddress(Invalid):
    """The address is none of the web."""

    code = "bad_source_address"
    message = _("Địa chỉ nguồn chưa đúng. Hãy ghi dạng https://tên-miền/….")


class NameTaken(Invalid):
    """A domain or name belongs to another publisher."""

    code = "publisher_name_taken"
    message = _("Tên hoặc tên miền này đã thuộc cơ quan báo chí khác. Hãy kiểm tra lại danh sách.")


class BadDomain(Invalid):
    """What was typed is no domain."""

    code = "bad_domain"
    message = _("Tên miền chưa đúng. Hãy ghi dạng bao.vn.")


class WordTaken(Invalid):
    """The topic has this wording already."""

    code = "topic_word_taken"
    message = _("Chủ đề này đã có từ khóa đó.")


class WordNamesSomebody(Invalid):
    """A wording names a person: nobody is watched by name (charter 2)."""

    code = "topic_word_names_somebody"
    message = _("Từ khóa không được là tên người: Loa theo dõi vấn đề, không theo dõi cá nhân.")


class BadWord(Invalid):
    """A wording is too short, or too common, to name a topic."""

    code = "bad_topic_word"
    message = _("Từ khóa cần có từ hai chữ cái trở lên và tối đa sáu tiếng.")


class ItemKnown(Invalid):
    """The item is in the newsroom already."""

    code = "item_known"
    message = _("Tin này đã có trong danh sách tin. Hãy tìm theo tiêu đề.")


class BadOutlines(Invalid):
    """A list of sources cannot be read."""

    code = "bad_opml"
    message = _("Không đọc được danh sách nguồn OPML. Hãy xuất lại tệp OPML rồi nạp lại.")


class NoBody(NotFound):
    """Nobody could look after a source: the copy has no body yet."""

    code = "press_no_body"
    message = _("Chưa có cơ quan nào trong hệ thống. Hãy nạp địa bàn và cơ quan trước, rồi nhập tin.")


class ImportRunning(Invalid):
    """Another process is bringing the same file in."""

    code = "import_running"
    message = _("Tệp này đang được nhập ở một tiến trình khác. Hãy đợi xong rồi nhập lại.")


class RetagRunning(Invalid):
    """Another process is naming topics and areas anew."""

    code = "retag_running"
    message = _("Một tiến trình khác đang xếp lại chủ đề. Hãy đợi xong rồi chạy lại.")


class SamePublisher(Invalid):
    """The two publishers are one already."""

    code = "same_publisher"
    message = _("Hãy chọn một cơ quan báo chí khác; cơ quan này có thể đã được gộp rồi.")
