"""The database is killed with -9 while approvers release: what was answered is there, the rest was never made."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from config import paths
from loa.ops.tests.copies import Copy

SUBMIT = """
import django; django.setup()
from tests.desk import make_desk
from tests.world import make_world
desk = make_desk(make_world())
for number in range(18):
    print(desk.submitted(title=f"Tin {number}").pk)
"""
RELEASE = """
import sys, threading
import django; django.setup()
from django.db import Error
from loa.bulletins import actions
from loa.bulletins.models import Bulletin
from loa.units.actor import Actor
from loa.units.models import Post
from tests.desk import proof
post = Post.objects.get(person__full_name="Trần Văn Duyệt")
keys, said = [int(key) for key in sys.argv[1:]], threading.Lock()
def press(mine):
    for bulletin in Bulletin.objects.filter(pk__in=mine).order_by("pk"):
        seen = bulletin.submissions.get().hash
        actions.release(actor=Actor(post.person, post), bulletin=bulletin, seen_hash=seen, proof=proof())
        with said:
            print(bulletin.pk, flush=True)
def until_it_breaks(mine):
    try:
        press(mine)
    except Error:
        pass
threads = [threading.Thread(target=until_it_breaks, args=(keys[n::3],)) for n in range(3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
LOOK = """
import django; django.setup()
from loa.bulletins.models import Bulletin
from loa.delivery.models import Dispatch, Target
from loa.journal.models import Entry
for one in Bulletin.objects.order_by("pk"):
    made = Dispatch.objects.filter(thing=one.thing)
    told = Entry.objects.filter(thing=one.thing, verb="bulletins.released").count()
    print(one.pk, one.state, one.releases.count(), made.count(), Target.objects.filter(dispatch__in=made).count(), told)
"""


@pytest.mark.slow
@pytest.mark.fault("R03")
def test_what_was_released_before_the_database_was_killed_is_whole_and_the_rest_waits(
    copy: Copy, fault_figure: Callable[[str], None]
) -> None:
    copy.make_keys()
    with copy.database():
        keys = copy.python(SUBMIT).split()
        env = {**copy.env, "DJANGO_SETTINGS_MODULE": "config.settings"}
        with subprocess.Popen(
            [sys.executable, "-c", RELEASE, *keys], env=env, cwd=paths.ROOT, stdout=subprocess.PIPE, text=True
        ) as presses:
            assert presses.stdout
            answered = {presses.stdout.readline().strip() for _ in range(5)}
            os.kill(copy.postmaster(), signal.SIGKILL)
            answered |= set(presses.stdout.read().split())
    with copy.database():
        rows = [line.split() for line in copy.python(LOOK).splitlines()]
    whole = {key for key, *found in rows if found == ["released", "1", "1", "2", "1"]}
    untouched = {key for key, *found in rows if found == ["checking", "0", "0", "0", "0"]}
    assert whole | untouched == set(keys)
    assert answered <= whole
    assert len(whole - answered) <= 3, "at most the presses under way were made and not answered"
    assert untouched, "the database was killed in the middle"
    fault_figure(f"{len(answered)} answered, {len(whole)} there, {len(untouched)} still to be released")
