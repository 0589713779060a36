"""The administration pages in a real browser: the checker, narrow windows, and work without scripts."""

import pytest

from loa.audience import actions as audience
from loa.audience.actions import Arrival, Choice
from loa.channels.actions import open_account
from loa.kinds.manual.actions import open_station
from loa.kinds.manual.models import Form
from loa.kinds.webhook.actions import register
from loa.units.actions import ask_second_factor_reset
from tests.browser import PHONE, WIDE, sideways

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("keyring")]

PAGES = (
    "me/",
    "people/",
    "people/{person}/",
    "posts/{post}/delegate/",
    "rights/roles/",
    "rights/why/?person={person}&permission=bulletins:release",
    "journal/",
    "areas/",
    "areas/{area}/",
    "areas/{area}/merge/",
    "bodies/{body}/",
    "duty/",
    "calendar/?month=2026-02&amount=8&unit=hours&start=31/12/2025 10:00&area={area}",
    "audience/",
    "audience/list/",
    "channels/",
    "channels/new/email/",
    "channels/{account}/",
    "webhooks/",
    "webhooks/new/",
    "webhooks/{endpoint}/",
    "webhooks/{endpoint}/rotate/",
    "import/people/",
)


@pytest.fixture
def places(world):
    """Fill the world a little and return the ids that the addresses name."""
    choice = Choice([world.ward_a_area], ["health"])
    arrivals = [Arrival(f"so{n}@example.vn", choice) for n in range(3)]
    audience.import_subscribers(actor=world.editor, body=world.city, arrivals=arrivals, basis="Phiếu 1")
    account = open_account(actor=world.admin, body=world.city, kind="website", name="Trang của thành phố")
    hooks = open_account(actor=world.admin, body=world.city, kind="webhook", name="Webhook", mode="live")
    url = "https://trung-tam.example.vn/tin/nhan/" + "rat-dai-" * 20
    endpoint = register(
        actor=world.admin, account=hooks, organisation="Trung tâm giao thông", url=url
    ).endpoint
    open_station(
        actor=world.admin, body=world.ward_a, area=world.group_area, form=Form.BOARD, name="Bảng tin tổ 1"
    )
    ask_second_factor_reset(actor=world.second_admin, person=world.editor.person, reason="Rơi điện thoại")
    return {
        "person": world.editor.person.pk,
        "post": world.approver.post.pk,
        "area": world.ward_a_area.pk,
        "body": world.ward_a.pk,
        "account": account.pk,
        "endpoint": endpoint.pk,
    }


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_the_checker_finds_nothing_and_nothing_runs_out_of_the_window(browser, world, places, width):
    page = browser.page(width=width, actor=world.admin)
    found = {}
    for path in PAGES:
        answer = page.goto(f"/desk/{path.format(**places)}")
        assert answer.status == 200, path
        trouble = browser.axe(page) + ([f"{sideways(page)} px too wide"] if sideways(page) else [])
        if trouble:
            found[path] = trouble
    assert found == {}


def test_a_right_is_lent_from_a_phone_without_scripts(browser, world):
    page = browser.page(width=PHONE, actor=world.approver, javascript=False)
    page.goto("/desk/me/")
    page.get_by_role("link", name="Giao thay").click()
    page.get_by_label("Giao cho").select_option(
        label="Phạm Thị Lãnh – Lãnh đạo, Ban Tuyên giáo và Dân vận Thành ủy"
    )
    page.get_by_label("duyệt phát").check()
    page.get_by_label("Văn bản làm căn cứ").fill("Giấy ủy quyền số 1/GUQ")
    page.get_by_label("Từ", exact=True).fill("2026-01-01T08:00")
    page.get_by_label("Đến", exact=True).fill("2099-01-01T08:00")
    page.get_by_role("button", name="Giao quyền").click()
    assert page.get_by_text("Giấy ủy quyền số 1/GUQ").is_visible()
