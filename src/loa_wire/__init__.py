"""The signed formats that server and loudspeaker share; it must not import more than the standard library and cryptography.

What travels is an *envelope* (`signed`) around a *message* (`commands` down, `tidings` up); whether a device obeys it is a pure decision
(`judging`, `guards`). Server and device run the same code, so that they cannot differ about a rule.
"""

VERSION = 1
