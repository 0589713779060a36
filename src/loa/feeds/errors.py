"""Why a feed gives nothing, in words that say what to do."""

from __future__ import annotations

from typing import ClassVar

from loa.lib.errors import Invalid


class BadFeed(Invalid):
    """The file gives no feed."""

    code = "bad_feed"
    message: ClassVar[object] = "Không đọc được nguồn tin này. Hãy kiểm tra lại địa chỉ hoặc tệp."


class NoFeed(BadFeed):
    """The file is something else: a page, a picture, nothing."""

    code = "no_feed"
    message: ClassVar[object] = (
        "Tệp không phải là nguồn tin RSS, Atom hay JSON Feed. Hãy kiểm tra lại địa chỉ nguồn."
    )


class TooPacked(BadFeed):
    """A compressed file that unpacks to more than any feed needs."""

    code = "too_packed"
    message: ClassVar[object] = "Tệp nén bung ra quá lớn nên không được nhận. Hãy kiểm tra lại nguồn tin."


class TooHard(BadFeed):
    """Reading took more time or memory than a feed may cost; it was stopped."""

    code = "too_hard"
    message: ClassVar[object] = (
        "Nguồn tin tốn quá nhiều thời gian hoặc bộ nhớ để đọc nên đã dừng. Hãy kiểm tra lại nguồn tin."
    )


class Unreadable(BadFeed):
    """The file cannot be opened."""

    code = "unreadable"
    message: ClassVar[object] = "Không mở được tệp. Hãy kiểm tra tên tệp và quyền đọc."


class NoSitemap(BadFeed):
    """The file is no sitemap."""

    code = "no_sitemap"
    message: ClassVar[object] = "Tệp không phải là sơ đồ trang (sitemap). Hãy kiểm tra lại địa chỉ nguồn."


class NoOutlines(BadFeed):
    """The file is no OPML."""

    code = "no_opml"
    message: ClassVar[object] = "Tệp không phải là danh sách nguồn OPML. Hãy xuất lại tệp OPML rồi nạp lại."


class NoArticle(BadFeed):
    """The page holds no article."""

    code = "no_article"
    message: ClassVar[object] = (
        "Không tìm thấy bài viết trong trang này. Hãy nhập tiêu đề và nội dung bằng tay."
    )


class NotOurs(Invalid):
    """The file that answers should be added to holds something else."""

    code = "not_our_answers"
    message: ClassVar[object] = (
        "Tệp kết quả đang chứa nội dung khác nên không ghi tiếp được. Hãy chọn tệp khác."
    )
