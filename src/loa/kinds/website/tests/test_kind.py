"""The public page as a channel."""

import asyncio

import pytest
from django.utils import timezone

from loa.channels.base import Message, Outcome, Outlet
from loa.channels.contract import sample_core, violations
from loa.channels.models import Account
from loa.kinds.website import actions, queries
from loa.kinds.website.kind import SITE, WebsiteConfig, WebsiteKind


@pytest.fixture
def site(world):
    moment = timezone.now()
    return Account.objects.create(
        body=world.city,
        kind="website",
        name="Cổng thành phố",
        mode="live",
        listed_from=moment,
        created_at=moment,
    )


def payload(mode="live", **changes):
    return WebsiteKind().render(sample_core(mode)) | changes


def publish(site, key="loa-1", mode="live", **changes):
    return actions.publish(account_id=site.pk, mode=mode, key=key, payload=payload(mode, **changes))


def test_it_keeps_the_contract_of_a_kind():
    assert violations(WebsiteKind()) == []


@pytest.mark.django_db(transaction=True)
def test_sending_twice_publishes_once_and_asking_finds_it(site):
    kind = WebsiteKind()
    outlet = Outlet(site.pk, "website", site.name, "live", site.body_id, "Thành phố Mẫu", WebsiteConfig())
    message = Message(1, site.pk, "live", "website:1", payload(), "vi")

    async def run():
        before = await kind.ask(outlet, message)
        twice = [r async for r in kind.send(outlet, [message, message])]
        return before, twice, await kind.ask(outlet, message)

    before, twice, after = asyncio.run(run())
    assert (before.state, before.temporary) == (Outcome.FAILED, True)
    assert {r.state for r in [*twice, after]} == {Outcome.DELIVERED}
    assert len(queries.list_versions(queries.public_pages().get())) == 1


@pytest.mark.django_db
def test_a_page_keeps_its_address_and_every_version(site):
    publish(site, "loa-1", title="Bản một")
    publish(site, "loa-2", title="Bản hai")
    page = queries.public_pages().get()
    assert [v.title for v in queries.list_versions(page)] == ["Bản hai", "Bản một"]
    assert queries.current_versions([page])[page.pk].title == "Bản hai"


@pytest.mark.django_db
@pytest.mark.mission("N4")
def test_the_page_of_an_exercise_is_never_public(site):
    publish(site, mode="exercise")
    assert list(queries.public_pages()) == []
    assert queries.find_page(sample_core().code) is None


@pytest.mark.django_db
def test_the_corrected_page_knows_its_correction(site):
    publish(site)
    publish(site, "loa-2", code="8N4P-R3XV", relation="correction", corrects=sample_core().code)
    assert [v.page.code for v in queries.corrections_of(sample_core().code)] == ["8N4P-R3XV"]
    assert queries.corrections_of("8N4P-R3XV") == []


@pytest.mark.django_db
def test_the_site_is_one_receiver_while_the_account_is_in_use(site):
    rule, now = {"account": site.pk, "language": "vi"}, timezone.now()
    assert SITE.count(rule, now) == 1
    assert SITE.plan(rule, now) != SITE.plan(rule | {"language": "en"}, now), "a receiver for each language"
    Account.objects.update(state="paused")
    assert SITE.plan(rule, now) == []
