"""`loa ledger`: mend what the doctor found wrong in the figures of a dispatch."""

from __future__ import annotations

import click

from loa.delivery import queries
from loa.delivery.actions import recount_dispatch
from loa.journal.actions import SYSTEM


@click.group()
def ledger() -> None:
    """Look after the figures of dispatches."""


@ledger.command()
@click.argument("number", metavar="DISPATCH", type=click.IntRange(1, 2**63 - 1))
def recount(number: int) -> None:
    """Count the deliveries of DISPATCH (its number) anew and write what the screens show.

    `loa doctor` names the dispatches that need it. The rows themselves are not changed; sending may go on meanwhile.
    """
    dispatch = queries.dispatch_numbered(number)
    if dispatch is None:
        raise click.BadParameter(
            f"there is no dispatch {number}; `loa doctor` names those to be counted anew"
        )
    recount_dispatch(actor=SYSTEM, dispatch=dispatch)
    counts = queries.tally(dispatch)
    told = ", ".join(f"{state} {count}" for state, count in sorted(counts.items()))
    click.echo(f"dispatch {number}: {told or 'no deliveries'}")
