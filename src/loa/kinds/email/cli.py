"""`loa mail`: take in letters that came back, for sites whose mail server hands them to a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

import click

from loa.channels.models import Account
from loa.kinds.email.intake import take_in
from loa.kinds.email.returned import MOST


@click.group()
def mail() -> None:
    """Look after letters that came back."""


@mail.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.File("rb"))
@click.option(
    "--account",
    "number",
    type=click.IntRange(1, 2**63 - 1),
    help="Whose mailbox FILE is, by the account's number.",
)
def bounces(files: tuple[BinaryIO, ...], number: int | None) -> None:
    """Take in every FILE, one message or an mbox; - reads standard input.

    A message names its letter by itself. With --account, forged and unclear ones are counted there, too. Taking the
    same message in again changes nothing. Prints how many of each sort there were.
    """
    accounts = Account.objects.select_related("body").filter(kind="email")
    account = accounts.filter(pk=number).first() if number is not None else None
    if number is not None and account is None:
        raise click.BadParameter(
            f"there is no e-mail account {number}; its page on the desk ends with the number"
        )
    counts = Counter(take_in(raw, account=account) for file in files for raw in split(file))
    told = ", ".join(f"{word} {count}" for word, count in sorted(counts.items()))
    click.echo(told or "no messages")


def split(file: BinaryIO) -> Iterator[bytes]:
    """Yield the messages of an mbox (RFC 4155), or the one message; what is longer than we look at is cut off.

    A line of any length is read in pieces, so that no file fills the memory.
    """
    kept: list[bytes] = []
    size, begins, is_mbox = 0, True, False
    for line in iter(lambda: file.readline(MOST), b""):
        if begins and line.startswith(b"From ") and (is_mbox or not size):
            if size:
                yield b"".join(kept)
            kept, size, begins, is_mbox = [], 0, False, True
            continue
        if size < MOST:
            is_masked = is_mbox and line.startswith(b">") and line.lstrip(b">").startswith(b"From ")
            kept.append(line[is_masked:])
        size += len(line)
        begins = line in {b"\n", b"\r\n"}
    if size:
        yield b"".join(kept)
