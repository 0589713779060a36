"""`loa demo`: run the main job on sample data, and print the current code of a sample account.

It must not import the settings at its top: the demo's folder has to be named before anything reads them.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import click
from django.utils.translation import activate
from django.utils.translation import gettext as _

from loa.lib import clock
from loa.ops.cli import start_django
from loa.ops.demo import place as places
from loa.ops.demo.stages import Stages
from loa.ops.errors import OpsError

SUBSCRIBERS = 5000


@click.group()
def demo() -> None:
    """Show the whole job on made-up data, in a copy of its own (var/demo)."""


@demo.command()
@click.option("--once", is_flag=True, help="Exit after the table instead of leaving the site running.")
@click.option(
    "--subscribers",
    type=click.IntRange(min=1),
    default=SUBSCRIBERS,
    show_default=True,
    help="How many made-up subscribers.",
)
@click.option(
    "--clusters",
    type=click.IntRange(min=1),
    help="How many simulated loudspeakers in each ward; 10 with mosquitto, else 2.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the result as the last line instead of the table."
)
@click.option(
    "--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="What it prints."
)
def run(once: bool, subscribers: int, clusters: int | None, as_json: bool, language: str) -> None:
    """Load Hanoi, sound an exercise over simulated loudspeakers, write a bulletin, adapt, release, send, settle and correct
    it; then print what reached whom.

    It begins with an empty folder each time. The site is http://localhost:8000 (LOA_PORT changes the port) and
    runs until Ctrl-C. The result is written to var/demo/result.json; exit code 1 when anything was lost, doubled
    or not as it should be.
    """
    place = places.enter()
    places.choose_key()
    places.choose_broker()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell may have it ignored for background jobs
    children = importlib.import_module("loa.ops.demo.children")
    children.check_free(place)
    places.empty(place)
    start_django()
    activate(language)
    stages = Stages(quiet=as_json)
    with ExitStack() as running:
        mail_port = running.enter_context(children.receiver(place))
        product = running.enter_context(children.product(place, mail_port))
        wanted = Wanted(
            subscribers,
            clusters,
            mail_port,
            lambda: running.enter_context(children.fleet(place)),
            lambda: running.enter_context(
                importlib.import_module("loa.ops.demo.newspapers").published(clock.now())
            ),
        )
        password = _play(place, product, stages, wanted, as_json=as_json)
        if not once:
            _leave_running(product, password)


@dataclass(frozen=True)
class Wanted:
    """How much of everything, and how the simulated loudspeakers and the sample newspapers are switched on."""

    subscribers: int
    clusters: int | None
    mail_port: int
    start_devices: Callable[[], Any]
    publish: Callable[[], Any]


def _play(place: places.Place, product: Any, stages: Stages, wanted: Wanted, *, as_json: bool) -> str:
    children = importlib.import_module("loa.ops.demo.children")
    with stages.stage("database", _("Cơ sở dữ liệu và các bảng")):
        children.wait_for_tables(product, place)
    with stages.stage("site", _("Trang web và tiến trình gửi")):
        children.wait_for_site(product, place)
    player, table = (importlib.import_module(f"loa.ops.demo.{name}") for name in ("run", "table"))
    password: str = player.open_house(stages, mail_port=wanted.mail_port)
    newspapers = importlib.import_module("loa.ops.demo.newspapers")
    newspapers.subscribe(wanted.publish())
    sounded = player.sound(stages, place, each=wanted.clusters, start_devices=wanted.start_devices)
    player.fill(stages, subscribers=wanted.subscribers)
    story = player.tell(stages)
    found = player.result(stages, story, sounded, place)
    player.write(place, found)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        table.print_table(story, sounded, found, place)
    player.check(found)
    return password


def _leave_running(product: Any, password: str) -> None:
    """Say where the site is and wait until it is stopped."""
    settings = importlib.import_module("config.settings")
    story = importlib.import_module("loa.desk.tour.story")
    site = settings.PUBLIC_URL
    lines = {
        _("Trang công khai"): f"{site}/",
        _("Đi một vòng, mười bước"): f"{site}/tour/",
        _("Đăng nhập"): f"{site}/accounts/login/",
        _("Mật khẩu chung"): password,
        _("Mã xác thực"): "loa demo code bien-tap",
        _("Tài khoản mẫu"): ", ".join(sample.key for sample in story.CAST) + " @demo.loa",
    }
    click.echo()
    for name, value in lines.items():
        click.echo(f"{name + ':':<24}{value}")
    click.echo(_("Trang web đang chạy; dừng bằng Ctrl-C."))
    try:
        while product.ended() is None:
            time.sleep(0.2)
    except KeyboardInterrupt:
        click.echo(_("Đang dừng."))
        return
    raise OpsError(f"The site ended by itself; {os.environ['LOA_HOME']}/log/up.log says why.")


@demo.command()
@click.argument("name")
def code(name: str) -> None:
    """Print the six digits that the authenticator app of sample account NAME shows now.

    NAME is an address, or what stands before its @. Real accounts are refused.
    """
    places.enter()
    start_django()
    click.echo(importlib.import_module("loa.ops.demo.codes").current(name))
