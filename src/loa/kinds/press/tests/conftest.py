"""A press account that writes to a mail server on this machine, and newsrooms on its list."""

import pytest

from loa.channels.actions import open_account
from loa.journal.actions import SYSTEM
from loa.kinds.press import actions

SPOKEN = {
    "spokesperson": "Bùi Văn Ngôn",
    "spokesperson_title": "Phó Trưởng ban",
    "spokesperson_phone": "024 3825 0000",
    "place": "Sông Hồng",
}


@pytest.fixture
def open_press(world, keyring):
    def run(mode="live", port=9, **changes):
        config = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "baochi@tp.example.vn"}
        return open_account(
            actor=SYSTEM,
            body=world.city,
            kind="press",
            name="Báo chí",
            mode=mode,
            config=config | SPOKEN | changes,
        )

    return run


@pytest.fixture
def press(open_press):
    return open_press()


@pytest.fixture
def list_newsroom(world, press):
    def run(address="toasoan@mau.example.vn", name="Báo Mẫu", account=press, **choice):
        return actions.register(actor=world.editor, account=account, name=name, address=address, **choice)

    return run
