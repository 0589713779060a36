"""`loa proofs`: downloaded proofs of play checked by anybody, without a database."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

import click

from loa.speakers.evidence import verify as check
from loa_wire.errors import WireError
from loa_wire.tidings import Proof


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
def proofs(file: TextIO) -> None:
    """Check every proof of play in FILE, as downloaded; exit code 1 when one is not genuine.

    The key stands in the file: compare its device with the register of the body that carries the cluster.
    """
    good, bad = _check(line for line in file if line.strip())
    click.echo(f"{good} genuine, {bad} not")
    sys.exit(1 if bad or not good else 0)


def _check(lines: Iterable[str]) -> tuple[int, int]:
    good = bad = 0
    for number, line in enumerate(lines, 1):
        try:
            beside, proof = check(line)
        except WireError as error:
            bad += 1
            click.echo(f"line {number}: NOT GENUINE ({error})")
        else:
            good += 1
            click.echo(
                f"line {number}: {beside.get('cluster')} device {proof.device} #{proof.n}: {_told(proof)}"
            )
    return good, bad


def _told(proof: Proof) -> str:
    start = datetime.fromtimestamp(proof.start / 1000, UTC)
    what = f"{proof.code} version {proof.version}" if proof.code else f"play {proof.play}"
    why = f" ({proof.why})" if proof.why else ""
    return f"{proof.outcome.value}{why} {what}, {start:%Y-%m-%d %H:%M:%S} UTC, {proof.heard} ms heard, volume {proof.volume}"
