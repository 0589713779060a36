"""The sample kind of docs/howto/hello-kind works as its page says: one folder, one line of settings."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import loa.kinds
from loa.bulletins.tests.test_whole import let_the_hold_pass
from loa.channels import registry
from loa.channels.actions import open_account
from loa.channels.contract import violations
from loa.delivery.models import Delivery

PAGE = Path(__file__).parents[1] / "docs/howto/hello-kind"
LINE = re.search(r"```text\n\s*(\".*\"),\n```", (PAGE / "README.md").read_text())
START = f"""
import loa.kinds
loa.kinds.__path__.append({str(PAGE)!r})
from config import settings
settings.INSTALLED_APPS.append({LINE[1] if LINE else ""})
import django
django.setup()
from loa.channels import registry
from loa.channels.contract import violations
print(registry.get("hello").key, registry.get_source("hello.place").key, violations(registry.get("hello")))
"""


def test_its_one_line_of_settings_is_all_that_it_needs():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", START],
        capture_output=True,
        text=True,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": ":".join(filter(None, sys.path))},
        check=False,
    )
    assert done.stdout.strip() == "hello hello.place []", done.stderr


@pytest.fixture
def hello(monkeypatch):
    """Put the folder among the kinds of this process and take it out again."""
    monkeypatch.setattr(loa.kinds, "__path__", [*loa.kinds.__path__, str(PAGE)])
    from loa.kinds.hello.apps import HelloConfig

    HelloConfig("loa.kinds.hello", sys.modules["loa.kinds.hello"]).ready()
    yield registry.get("hello")
    registry.unregister("hello")
    registry.unregister_source("hello.place")


def test_it_keeps_the_contract_and_touches_nothing_else(hello):
    assert violations(hello) == []
    assert sorted(path.name for path in (PAGE / "hello").glob("*.py")) == [
        "__init__.py",
        "apps.py",
        "kind.py",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_released_bulletin_is_said_and_stands_in_the_ledger(hello, desk, caplog):
    world = desk.world
    form = world.client(world.admin).get("/desk/channels/new/hello/").content.decode()
    assert "Lời chào" in form
    account = open_account(
        actor=world.admin, body=world.city, kind="hello", name="Máy gửi", config={"greeting": "Kính chào"}
    )
    bulletin = desk.submitted(accounts=[account])
    desk.release(bulletin)
    let_the_hold_pass(desk, bulletin)
    assert Delivery.objects.get().state == "delivered"
    (said,) = [record.getMessage() for record in caplog.records if record.name == "loa.kinds.hello.kind"]
    assert said.startswith("Kính chào! Phun hóa chất diệt muỗi")
    assert world.approver.person.full_name in said
