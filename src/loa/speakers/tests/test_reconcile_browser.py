"""From the silent cluster to its proofs, on a phone and on a desk, in a real browser."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from loa.lib import clock
from loa.lib.crypt import Keyring
from loa.speakers.actions import ending
from loa.speakers.intake import take_in
from loa_wire.words import Outcome, Why
from tests.browser import PHONE, WIDE, Browser, sideways
from tests.scene_proof import make_airing, make_play, make_pole, make_sound
from tests.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_a_number_of_the_reconciliation_leads_to_the_signed_proof(
    browser: Browser, keyring: Keyring, width: int
) -> None:
    world, now = make_world(), clock.now()
    pole = make_pole(world.ward_a, world.ward_a_area, "LH-TDP01")
    sound = make_sound(world.ward_a, world.ward_officer.person)
    plays = [make_play(make_airing(sound, now - timedelta(minutes=n)), pole) for n in (40, 30, 20)]
    told = [
        pole.proof(plays[0]),
        pole.proof(plays[1], Outcome.NOT_PLAYED, why=Why.NO_AUDIO, heard=0),
        pole.proof("777", start=now - timedelta(minutes=50)),
    ]
    take_in(told)
    ending.run_due(now)
    page = browser.page(width=width, actor=world.ward_officer)
    seen = []
    for address in ("reconcile/", "silent/", "reconcile/plays/", f"{pole.cluster.pk}/log/"):
        page.goto(f"/desk/speakers/{address}")
        assert sideways(page) == 0, address
        seen += browser.axe(page)
        if folder := os.environ.get("LOA_SHOTS"):
            page.screenshot(path=Path(folder) / f"{address.replace('/', '-')}{width}.png", full_page=True)
    assert seen == []
    page.get_by_role("link", name=":").first.click()
    expect(page.get_by_role("heading", name="Bằng chứng phát")).to_be_visible()
    assert sideways(page) == 0
    with page.expect_download() as got:
        page.get_by_role("link", name="Tải bằng chứng đã ký").click()
    assert "loa-proof/1" in got.value.path().read_text()
