"""What the room refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Invalid, NotFound, Stale


class NoWording(Invalid):
    """A group was given without a single wording."""

    code = "no_wording"
    message = _("Chưa có từ nào. Hãy nhập ít nhất một từ, mỗi từ một dòng.")


class OneWordAlone(Invalid):
    """A group of a single word: it stands for nothing else, and has no words that belong together."""

    code = "one_word_alone"
    message = _(
        "Một chữ đứng riêng không thành nhóm. Hãy thêm cách viết khác, hoặc ghi từ ghép có từ hai chữ trở lên."
    )


class TooManyWordings(Invalid):
    """A group holds more wordings, or a longer one, than a question could ask for."""

    code = "too_many_wordings"
    message = _("Nhiều nhất 12 cách viết, mỗi cách không quá 80 chữ. Hãy bớt lại.")


class NamesAPerson(Invalid):
    """A wording is the name of a person; search knows matters, never persons (charter 2)."""

    code = "names_a_person"
    message = _("Có tên người trong nhóm từ. Tìm kiếm không nhận tên người làm từ đồng nghĩa; hãy bỏ tên đó.")


class NotImportable(Invalid):
    """A table holds groups that cannot be set; the fact `reading` names each line."""

    code = "synonyms_not_importable"
    message = _("Bảng còn dòng chưa đúng nên chưa thêm nhóm nào. Hãy sửa các dòng được nêu rồi tải lên lại.")


class AlreadyThere(Stale):
    """The same wordings stand in a group already."""

    code = "synonym_exists"
    message = _("Nhóm từ này đã có. Hãy sửa nhóm đang có.")


class UnknownReader(NotFound):
    """Nobody with this address acts as a post today."""

    code = "unknown_reader"
    message = _("Không có cán bộ đang giữ chức vụ với địa chỉ này.")
