"""Digital signatures of a PDF, judged offline: who signed, when, by which chain, and whether the file changed since.

For other rooms: `check(data, roots) -> list[SignatureReport]`, one report for each signature in the order of signing, and
`load_roots(folder) -> Roots`. Roots are certificates the operator trusts, given as PEM or DER files in a folder. No root of
Viet Nam is shipped: without one the chain is "cannot tell", although it may be proven that nothing changed.

It must not use the network: revocation lists are not fetched, and every report says so.
"""

from loa.papers.signatures.checking import check
from loa.papers.signatures.model import Change, SignatureReport, Verdict
from loa.papers.signatures.roots import Roots, load_roots

__all__ = ["Change", "Roots", "SignatureReport", "Verdict", "check", "load_roots"]
