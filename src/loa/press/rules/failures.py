"""Why nothing came of a fetch: codes with facts as they are kept, and their words as they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.feeds import errors
from loa.lib.border import BorderError
from loa.lib.said import Said

BROKEN: Final = "broken"
OTHER: Final = "other"
_LONGEST: Final = 100
_LATER: Final = frozenset({408, 425, 429, 503})
WORDS: Final[Mapping[str, str | Promise]] = {
    "robots": _("Nguồn không cho lấy tin tự động (robots.txt). Hãy xin phép nơi xuất bản hoặc nhập tay."),
    "robots_unknown": _("Chưa đọc được robots.txt của nguồn nên chưa lấy tin. Hệ thống sẽ tự thử lại."),
    "robots_elsewhere": _("Địa chỉ này chuyển hướng sang {host}, nơi không cho lấy tin tự động (robots.txt)."),
    "bad_encoding": _("Máy chủ nguồn nén dữ liệu theo kiểu “{encoding}” chưa được hỗ trợ."),
    "bad_packing": _("Nội dung nén trả về bị hỏng nên không được nhận."),
    "bad_port": _("Cổng {port} không được phép gọi ra ngoài."),
    "bad_scheme": _("Chỉ nhận địa chỉ bắt đầu bằng http:// hoặc https://."),
    "bad_url": _("Địa chỉ viết chưa đúng. Hãy ghi dạng https://tên-miền/…"),
    "busy": _("Máy chủ bên kia đang bận (mã {status}). Hệ thống sẽ tự lấy lại sau."),
    "connect_failed": _("Không kết nối được máy chủ bên kia. Hệ thống sẽ tự lấy lại sau."),
    "cut_off": _("Kết nối bị ngắt giữa chừng. Hệ thống sẽ tự lấy lại sau."),
    "down": _("Máy chủ bên kia gặp lỗi (mã {status}). Hệ thống sẽ tự lấy lại sau."),
    "no_such_host": _("Không tìm thấy tên miền này. Hãy kiểm tra lại địa chỉ."),
    "private_address": _("Địa chỉ này trỏ vào mạng nội bộ nên không được gọi. Hãy dùng địa chỉ công khai."),
    "redirect": _("Địa chỉ này chuyển hướng sang nơi khác nên không được nhận."),
    "refused": _("Máy chủ bên kia từ chối (mã {status})."),
    "timeout": _("Máy chủ bên kia không trả lời kịp. Hệ thống sẽ tự lấy lại sau."),
    "tls": _("Chứng thư số của máy chủ bên kia không hợp lệ. Hãy báo nơi quản lý."),
    "too_large": _("Nội dung trả về lớn hơn {limit} KB nên không được nhận."),
    "bad_feed": _("Không đọc được nguồn tin này. Hãy kiểm tra lại địa chỉ hoặc tệp."),
    "no_feed": _("Tệp không phải là nguồn tin RSS, Atom hay JSON Feed. Hãy kiểm tra lại địa chỉ nguồn."),
    "too_packed": _("Tệp nén bung ra quá lớn nên không được nhận. Hãy kiểm tra lại nguồn tin."),
    "too_hard": _("Nguồn tin tốn quá nhiều thời gian hoặc bộ nhớ để đọc nên đã dừng. Hãy kiểm tra lại nguồn tin."),
    "no_sitemap": _("Tệp không phải là sơ đồ trang (sitemap). Hãy kiểm tra lại địa chỉ nguồn."),
    "no_article": _("Không tìm thấy bài viết trong trang này. Hãy nhập tiêu đề và nội dung bằng tay."),
    BROKEN: _("Nguồn trả về dữ liệu hỏng, không lưu được. Hệ thống sẽ tự lấy lại sau."),
    OTHER: _("Không lấy được nguồn tin. Hệ thống sẽ tự lấy lại sau."),
}  # fmt: skip
_READING: Final = (
    errors.NoFeed,
    errors.TooPacked,
    errors.TooHard,
    errors.NoSitemap,
    errors.NoArticle,
    errors.BadFeed,
)
_BY_SENTENCE: Final = {str(kind.message): kind.code for kind in _READING}


def of_call(error: BorderError) -> tuple[str, dict[str, object]]:
    """Return the code and facts of a call that failed."""
    values = error.text.values if isinstance(error.text, Said) else {}
    facts = {name: value[:_LONGEST] if isinstance(value, str) else value for name, value in values.items()}
    code, status = error.code, error.facts.get("status")
    if code == "status" and isinstance(status, int):
        code = "busy" if status in _LATER else "down" if status >= 500 else "refused"
    if code == "bad_encoding" and not facts:
        code = "bad_packing"
    return (code, facts) if code in WORDS else (OTHER, {})


def of_reading(sentence: str) -> str:
    """Return the code of what the readers of feeds and pages say."""
    return _BY_SENTENCE.get(sentence, OTHER)


def in_words(code: str, facts: Mapping[str, object]) -> str:
    """Return a failure in the reader's language, "" for none."""
    return str(WORDS.get(code, WORDS[OTHER])).format(**facts) if code else ""
