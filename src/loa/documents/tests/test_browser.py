"""The first path in a real browser, on a phone: a file is dropped in, asked about, confirmed and directed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from loa.documents.models import Document
from loa.papers.reading.constructed import pdf
from tests.browser import PHONE, Browser, sideways
from tests.papers import Office, printed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_printed_document_is_entered_on_a_phone(office: Office, browser: Browser, tmp_path: Path) -> None:
    paper = tmp_path / "van-ban.pdf"
    paper.write_bytes(pdf.plain(printed(place_date="Sông Hồng, ngày    tháng 11 năm 2026")))
    page = browser.page(width=PHONE, actor=office.world.clerk)
    page.goto("/desk/documents/incoming/")
    page.get_by_role("link", name="Đưa văn bản vào").first.click()
    page.get_by_label("Văn bản đến: của nơi khác gửi tới").check()
    page.get_by_label("Tệp văn bản").set_input_files(str(paper))
    page.get_by_label("Văn bản không có dấu Mật, Tối mật, Tuyệt mật").check()
    assert sideways(page) == 0
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_label("Số, ký hiệu")).to_have_value("215/KH-UBND")
    expect(page.get_by_label("Ngày ban hành (không bắt buộc)")).to_have_value("")
    expect(page.get_by_role("link", name="Ngày ban hành", exact=True)).to_be_visible()
    expect(page.get_by_role("img", name="Ảnh trang 1 của văn bản")).to_be_visible()
    assert sideways(page) == 0
    assert browser.axe(page) == []
    page.get_by_label("Ngày ban hành (không bắt buộc)").fill("2026-11-20")
    page.get_by_role("button", name="Vào sổ").click()
    expect(page.get_by_text("Đã vào sổ, số đến 1.")).to_be_visible()
    assert sideways(page) == 0
    assert browser.axe(page) == []
    document = Document.objects.get()
    assert (document.full_number, str(document.dated)) == ("215/KH-UBND", "2026-11-20")
    leader = browser.page(width=PHONE, actor=office.world.leader)
    leader.goto(f"/desk/documents/{document.pk}/")
    first = leader.get_by_role("link", name="Cho ý kiến chỉ đạo")
    expect(first).to_be_in_viewport(ratio=1)
    first.click()
    leader.get_by_label("Ý kiến chỉ đạo").fill("Tham mưu kế hoạch")
    leader.get_by_label("Giao cho").select_option(index=1)
    leader.get_by_role("button", name="Giao xử lý").click()
    expect(leader.get_by_text("Đã giao; cán bộ được giao nhận thông báo ngay.")).to_be_visible()
