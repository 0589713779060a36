"""The components in a real browser: checked for access, keyboard, scripts off, double presses, drafts."""

import json

import pytest
from django.http import HttpResponse, JsonResponse
from django.template import engines
from django.urls import path
from playwright.sync_api import expect

from loa.lib.errors import Stale
from loa.units.doors import desk_view
from tests.browser import PHONE, WIDE, sideways

pytestmark = pytest.mark.browser

FORM = """
{% extends "desk/base.html" %}{% load loa %}
{% block content %}
  {% pageheader title="Soạn" %}{% endpageheader %}
  <form method="post" class="loa-form" data-once AUTOSAVE>
    {% csrf_token %}
    <input type="hidden" name="version" value="1">
    <label class="form-label" for="body">Nội dung</label>
    <textarea class="form-control" id="body" name="body">{{ body }}</textarea>
    {% include "components/saved_state.html" %}
    <button type="submit" class="btn btn-primary" data-busy="Đang gửi…">Lưu</button>
  </form>
{% endblock %}
"""


@pytest.fixture
def gallery(browser, world, settings):
    settings.DEMO = True

    def open_at(width, **options):
        page = browser.page(width=width, actor=world.editor, **options)
        page.goto("/desk/components/")
        return page

    return open_at


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_the_checker_finds_nothing_in_the_gallery(browser, gallery, width, dark):
    assert browser.axe(gallery(width, dark=dark)) == []


@pytest.mark.parametrize("mode", ["exercise", "test"])
def test_the_checker_finds_nothing_in_other_modes(browser, world, settings, mode):
    settings.DEMO = True
    page = browser.page(actor=world.editor)
    page.goto(f"/desk/components/?mode={mode}")
    assert browser.axe(page) == []
    assert page.title().startswith("[")


@pytest.mark.parametrize("width", [320, PHONE, WIDE])
def test_nothing_runs_out_of_the_window(gallery, width):
    assert sideways(gallery(width)) == 0


def test_targets_on_a_phone_are_large_enough(gallery):
    page = gallery(PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, input:not([type=hidden]), select, .btn, .loa-bottom a")]
            .filter((n) => n.offsetParent && !n.closest("[hidden]"))
            .map((n) => [n.closest("label") || n, n])
            .filter(([box]) => box.getBoundingClientRect().height < 36)
            .map(([, n]) => n.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_lines_are_high_enough_for_stacked_marks(gallery):
    page = gallery(WIDE)
    tight = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
            .filter((n) => n.offsetParent && [...n.childNodes].some((c) => c.nodeType === 3 && c.data.trim()))
            .filter((n) => parseFloat(getComputedStyle(n).lineHeight) / parseFloat(getComputedStyle(n).fontSize) < 1.39)
            .map((n) => n.tagName + "." + n.className + " " + n.textContent.slice(0, 40))"""
    )
    assert tight == []


def test_the_first_tab_leads_past_the_menu(gallery):
    page = gallery(WIDE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "loa-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_every_stop_of_the_keyboard_is_visible_and_there_is_no_trap(gallery):
    page = gallery(WIDE)
    seen = []
    for _ in range(120):
        page.keyboard.press("Tab")
        where = page.evaluate(
            """() => { const n = document.activeElement, s = getComputedStyle(n), r = n.getBoundingClientRect();
                return n === document.body ? null : [n.outerHTML.slice(0, 60), s.outlineStyle, r.width * r.height]; }"""
        )
        if where is None:
            break
        seen.append(where)
    assert where is None, "the keyboard never leaves the page"
    assert [stop for stop in seen if stop[1] == "none" or not stop[2]] == []


def test_keys_open_help_and_move_to_the_menu_entry(gallery):
    page = gallery(WIDE)
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#shortcuts").is_visible()
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/desk/")


def test_the_menu_opens_on_a_phone_without_scripts(gallery):
    page = gallery(PHONE, javascript=False)
    assert not page.locator("#menu").is_visible()
    page.locator(".loa-bottom a[href='#menu']").click()
    expect(page.locator("#menu")).to_be_visible()


def test_a_dialog_takes_and_returns_the_focus(gallery):
    page = gallery(WIDE)
    opener = page.locator("[data-dialog-open='sample-dialog']")
    opener.click()
    assert page.locator("#sample-dialog").is_visible()
    page.keyboard.press("Escape")
    assert opener.evaluate("n => n === document.activeElement")


def test_dark_appearance_is_kept_for_the_next_page(gallery):
    page = gallery(WIDE)
    page.locator(".loa-menu summary").click()
    page.locator("[data-theme='dark']").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


@pytest.fixture
def drafting(addresses, browser, world):
    """Serve a form that saves itself, and remember what came in."""
    heard = {"saved": [], "sent": [], "answer": 200}

    @desk_view
    def draft(request):
        if request.method == "POST":
            heard["sent"].append(request.POST["body"])
            return HttpResponse("<p>xong</p>") if heard["answer"] == 200 else HttpResponse(status=503)
        source = FORM.replace("AUTOSAVE", 'data-autosave="/save/"')
        return HttpResponse(engines["django"].from_string(source).render({"body": ""}, request))

    @desk_view
    def save(request):
        heard["saved"].append(request.POST["body"])
        if heard["answer"] != 200:
            return HttpResponse(status=heard["answer"])
        return JsonResponse({"saved_at": "14:03", "version": 2})

    addresses(path("draft/", draft), path("save/", save))

    def open_it(**options):
        page = browser.page(actor=world.editor, **options)
        page.goto("/draft/")
        return page

    return open_it, heard


@pytest.mark.fault("R10")
def test_a_double_press_sends_once(drafting):
    open_it, heard = drafting
    page = open_it()
    page.fill("#body", "Một lần")
    page.evaluate("() => { const b = document.querySelector('.loa-form button'); b.click(); b.click(); }")
    page.wait_for_selector("text=xong")
    assert heard["sent"] == ["Một lần"]


def test_a_form_is_sent_without_scripts(drafting):
    open_it, heard = drafting
    page = open_it(javascript=False)
    page.fill("#body", "Không cần JavaScript")
    page.click(".loa-form button")
    assert heard["sent"] == ["Không cần JavaScript"]


def test_a_draft_is_saved_on_leaving_the_field(drafting):
    open_it, heard = drafting
    page = open_it()
    page.fill("#body", "Bản nháp")
    page.locator("#body").blur()
    page.wait_for_selector("[data-state=saved]")
    assert "14:03" in page.locator("[data-saved]").inner_text()
    assert heard["saved"] == ["Bản nháp"]
    assert page.locator("[name=version]").input_value() == "2"


def test_a_conflict_is_said_and_what_is_typed_goes_on_being_kept(drafting):
    open_it, heard = drafting
    heard["answer"] = 409
    page = open_it()
    page.fill("#body", "Của tôi")
    page.locator("#body").blur()
    page.wait_for_selector("[data-state=conflict]")
    page.fill("#body", "Của tôi, thêm nữa")
    with page.expect_response("**/save/"):
        page.locator("#body").blur()
    assert page.evaluate("Object.values(localStorage).some((kept) => kept.includes('thêm nữa'))")
    assert heard["saved"] == ["Của tôi", "Của tôi, thêm nữa"]
    assert page.locator("#body").input_value() == "Của tôi, thêm nữa"


def test_a_draft_outlives_a_closed_page_when_the_server_was_away(drafting):
    open_it, heard = drafting
    heard["answer"] = 503
    page = open_it()
    page.fill("#body", "Còn nguyên")
    page.locator("#body").blur()
    page.wait_for_selector("[data-state=offline]")
    page.goto("/desk/help/")
    page.goto("/draft/")
    assert page.locator("#body").input_value() == "Còn nguyên"


def test_no_draft_stays_on_a_shared_machine(drafting, browser, world):
    open_it, heard = drafting
    heard["answer"] = 503
    page = open_it()
    page.evaluate("document.body.setAttribute('data-shared-device', '')")
    page.fill("#body", "Không giữ")
    page.locator("#body").blur()
    page.wait_for_selector("[data-state=offline]")
    assert json.loads(page.evaluate("JSON.stringify(Object.keys(localStorage))")) == []


def test_declaring_a_machine_shared_wipes_drafts_and_its_idle_page_leaves_for_the_entrance(
    drafting, browser, world
):
    open_it, heard = drafting
    heard["answer"] = 503
    page = open_it()
    page.fill("#body", "Còn trên máy")
    page.locator("#body").blur()
    page.wait_for_selector("[data-state=offline]")
    assert page.evaluate("Object.keys(localStorage).some((k) => k.startsWith('loa-draft:'))")
    page.goto("/desk/me/")
    page.get_by_role("button", name="Bật chế độ máy dùng chung").click()
    page.get_by_role("button", name="Tắt chế độ máy dùng chung").wait_for()
    assert not page.evaluate("Object.keys(localStorage).some((k) => k.startsWith('loa-draft:'))")
    assert "loa_shared_device" in {cookie["name"] for cookie in page.context.cookies()}
    page.clock.install()
    page.goto("/desk/")
    page.evaluate("localStorage.setItem('kept', 'x')")
    page.context.clear_cookies(name="sessionid")
    page.clock.fast_forward("15:05")
    page.wait_for_url("**/accounts/login/")
    assert page.evaluate("localStorage.getItem('kept')") is None


def test_an_error_of_an_action_lands_in_the_place_for_errors(addresses, browser, world):
    @desk_view
    def screen(request):
        source = """{% extends "desk/base.html" %}{% block content %}
            <button class="btn" hx-post="/refuse/" hx-target="this" hx-swap="outerHTML">Phát</button>{% endblock %}"""
        return HttpResponse(engines["django"].from_string(source).render({}, request))

    @desk_view
    def refuse(request):
        raise Stale

    addresses(path("screen/", screen), path("refuse/", refuse))
    page = browser.page(actor=world.editor)
    page.goto("/screen/")
    page.click("main >> text=Phát")
    page.wait_for_selector("#errors [role=alert]")
    assert "Nội dung đã được người khác cập nhật" in page.locator("#errors").inner_text()
    assert page.locator("main >> text=Phát").first.is_visible()
    assert page.evaluate("document.activeElement.matches('[data-focus]')")


def test_the_end_of_a_session_is_warned_of_and_put_off(gallery):
    page = gallery(WIDE)
    page.clock.install()
    page.reload()
    page.clock.run_for(12 * 3600 * 1000 - 60_000)
    assert page.locator("#session-warning").is_visible()
    page.click("[data-session-stay]")
    page.wait_for_selector("#session-warning", state="hidden")


def test_an_error_page_and_sign_in_pass_the_checker(browser, db):
    for address in ("/desk/nope/", "/accounts/login/", "/desk/help/"):
        page = browser.page(width=PHONE)
        page.goto(address)
        assert browser.axe(page) == [], address
        assert sideways(page) == 0
