"""The faults and attacks that the product has to stand, one row each; the order is the order of the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One fault: where it strikes, what is done, what must happen, and what of that no test shows yet."""

    area: str
    done: str
    expected: str
    lacks: str = ""


ROWS: dict[str, Row] = {
    "R01": Row(
        "sending",
        "a worker is killed with -9 in mid-dispatch",
        "another goes on; every receiver ends in one state, none is lost, none gets it twice",
    ),
    "R02": Row(
        "sending",
        "a worker dies after the provider took the message in and before that is written down",
        "the same key is sent again and taken in once; or the provider is asked; or the outcome is unknown, not repeated",
    ),
    "R03": Row(
        "sending",
        "the database dies in the middle of a release",
        "what was answered as released is there; nothing is half released; the page says try again",
    ),
    "R04": Row(
        "sending",
        "the database cannot be reached",
        "pages answer 503 and keep what was typed; workers wait longer each time and go on by themselves",
        lacks="half a minute of outage under a running site",
    ),
    "R05": Row(
        "loudspeakers",
        "broker or gateway is killed with -9 while commands are on their way",
        "the ledger sends again what was not answered; every device obeys once, nothing is lost",
    ),
    "R06": Row(
        "loudspeakers",
        "a device is without network, or off, for hours",
        "it plays what it knows; what passed while it was off is missed, never late; all proofs come after, once each",
    ),
    "R07": Row(
        "loudspeakers",
        "an old command, or a word of a device, is played again",
        "not obeyed, or changes nothing; it is counted and whoever looks after the cluster is told once an hour",
    ),
    "R08": Row(
        "loudspeakers",
        "a device's clock is wrong by two hours, or jumps",
        "no play moves or comes twice; the device says how far it was off; the server's time mends it",
    ),
    "R26": Row(
        "loudspeakers",
        "a device is killed with -9, in mid-play too, or its disk is full",
        "each ordered play has one proof; what was sounding is proved partly and never played twice; the rest goes on",
    ),
    "R09": Row(
        "sending",
        "several workers want the same work",
        "one gets it; every message is called once; what a former holder says too late is refused",
    ),
    "R10": Row(
        "sending", "the button is pressed twice, by one or by several", "one release; the second is told the first"
    ),
    "R11": Row("sending", "a key for one request comes with another request", "refused with 422, nothing is done"),
    "R12": Row(
        "sending",
        "the server breaks off in the middle of a request and the client tries again",
        "done once: either now, or the answer kept from the first time",
    ),
    "R13": Row(
        "sending",
        "a provider answers 429 or 5xx, asks for time, or stays silent",
        "tried again later each time, not before the moment asked for, at last failed with its reason and a way to repeat",
    ),
    "R14": Row(
        "sending",
        "a provider takes nothing in for a while",
        "it is left alone and tried with one call; other channels go on; it comes back by itself",
        lacks="offering another channel in its place",
    ),
    "R15": Row(
        "sending",
        "news of a delivery comes late, twice, out of order or never",
        "the state never goes back and is the same in any order; what was never reported is asked about once its time is over,"
        " where the channel can be asked",
    ),
    "R16": Row(
        "sending",
        "the clock jumps, or the machine stands in another time zone",
        "a set time is kept by the clock of Viet Nam and comes once",
    ),
    "R17": Row(
        "sending",
        "the machine was off at the set time",
        "a little late it is sent; more than ten minutes late it is missed and waits for a person",
    ),
    "R18": Row(
        "uploads",
        "the disk is full",
        "the upload is refused with a sentence and leaves nothing; sending goes on; the doctor warns before it comes to that",
    ),
    "R19": Row(
        "sending",
        "the program is renewed on a running site with changed tables",
        "the old program goes on with the new tables, nothing is lost; a change that finds a table in use gives way",
    ),
    "R20": Row(
        "sending",
        "one unit sends many times its usual amount",
        "within a lane the units take turns by receivers: the others wait for one part of its work at most, no emergency waits",
    ),
    "R21": Row(
        "sending",
        "ten thousand receivers on five channels",
        "every receiver on every channel is tried once before any is tried again; pages ask no more of the database than on a"
        " quiet machine; `loa bench crowd` measures the minute and the pages",
    ),
    "R22": Row(
        "sending",
        "work that kills or breaks its worker each time",
        "put aside after three deaths, named on the page, tried again by a button; other work goes on",
    ),
    "R23": Row(
        "restore",
        "a backup is restored on an empty host, with the wrong keys, or cut short",
        "rows, files and rights are back, the chain holds, the queue is paused, who was erased stays erased; else refused",
    ),
    "R24": Row("channels", "a channel says yes and delivers nothing", "the canary misses its own message and raises an alarm"),
    "R25": Row(
        "channels",
        "the ledger and the provider's report differ",
        "each night what only they have and what only we have is listed, on the desk and by the doctor; no state changes by it",
    ),
    "S01": Row(
        "sending",
        "an author releases the own bulletin, by a second account or past the screens",
        "refused by the rule and by the database",
    ),
    "S02": Row(
        "sending",
        "text, audience, channels or time change after the approver saw them, also by raw SQL",
        "the request is void; the page says what changed; nothing is sent that was not approved",
    ),
    "S03": Row(
        "sending", "the approver loses the right before the set time", "it is missed and its people are told, not sent"
    ),
    "S04": Row(
        "channels",
        "an exercise tries to reach the outside",
        "no connection leaves the machine; accounts cannot be mixed; every form says it is an exercise",
    ),
    "S05": Row(
        "sending",
        "the audience is empty, unknown, out of reach or the whole city",
        "refused; the whole city only with its number typed by the writer, and by a second person who releases it as everything",
    ),
    "S06": Row(
        "sending",
        "the number of receivers moves between request and release",
        "not sent; the approver sees old and new number and decides again",
    ),
    "S07": Row(
        "sending",
        "a wrong bulletin is out",
        "three screens later its correction goes to exactly those who got it, and the public page says what was wrong",
    ),
    "S08": Row(
        "channels", "one channel is down while a correction goes out", "the others send at once, it is tried again and shown"
    ),
    "S09": Row(
        "loudspeakers",
        "something is put on loudspeakers between 21:00 and 05:00, to the second, relays included",
        "refused on every screen and by the order itself; only an emergency or its correction passes; the device judges by the same code",
    ),
    "S10": Row("sending", "two units contradict each other for one area and hour", "both texts are shown, a person decides"),
    "S11": Row(
        "loudspeakers",
        "a command or a word of a device is unsigned, signed by another, changed, or about another unit's device",
        "ignored on both sides; counted in one row an hour however many come, and told",
    ),
    "S12": Row(
        "loudspeakers",
        "a connection without a name, a wildcard, another's topic, another's name",
        "refused, or nothing comes of it; the one who was meant to suffer notices nothing",
    ),
    "S14": Row(
        "channels",
        "a provider refuses the account: password changed, sender not allowed, token ended or used twice",
        "the channel pauses, its keepers are told once, what waits goes out after it is mended; the doctor warns beforehand; a"
        " token that renews itself is renewed before its end, once for twenty at once",
    ),
    "A01": Row(
        "webhooks",
        "a call is forged, changed, or signed with an old secret",
        "the signature tells; old and new secret both hold for a day after a change",
        lacks="calls that come in",
    ),
    "A02": Row(
        "webhooks",
        "a call that came in is played again later",
        "known for as long as it would be accepted",
        lacks="nothing takes calls in yet; there is no such door",
    ),
    "A03": Row(
        "fetches",
        "an address leads inside: any spelling, a name that changes, a redirect, another scheme",
        "refused when it is opened and at every hop; the socket itself is looked at",
    ),
    "A04": Row(
        "fetches",
        "a server sends without end, packs bombs, drips, redirects for ever, breaks off",
        "caps on size, time and hops hold; a press source waits ever longer, at last it is paused, and the others are read",
    ),
    "A05": Row(
        "fetches", "XML with entities, a document type or more than the cap", "refused, or read without them, before anything is expanded"
    ),
    "A06": Row(
        "uploads",
        "archives that swell, leave their folder, double names, hide macros, lie about sizes",
        "refused before anything is unpacked, with a sentence",
    ),
    "A07": Row(
        "uploads",
        "a PDF that acts, SVG or HTML under another name, two kinds in one file",
        "refused; what is taken is a download that cannot run",
    ),
    "A08": Row("uploads", "a picture of too many pixels, a picture with a place in its notes", "refused; stored without notes"),
    "A09": Row("channels", "scripts in every field, in feeds and on pages", "only text everywhere; nothing inline may run"),
    "A10": Row("uploads", "formulas in what is exported", "never live; numbers stay numbers"),
    "A11": Row(
        "channels", "line breaks in a title, a sender, an address", "no header comes of it; each receiver has an envelope alone"
    ),
    "A12": Row(
        "sign-in",
        "every address of the site is tried in every role, and with things of another unit",
        "each gets what the table of access says; what is not yours reads like what never was",
    ),
    "A13": Row("sign-in", "fields are posted that the form does not offer", "nothing comes of them"),
    "A14": Row(
        "sign-in", "somebody leaves a post", "sessions, grants, lent rights and approvals end with the next request"
    ),
    "A15": Row(
        "sign-in",
        "passwords are guessed and sprayed, codes used again, addresses probed, the second factor stepped round",
        "slowed down, a code counts once, the same answer and the same work for known and unknown, the second factor is still"
        " asked",
    ),
    "A16": Row("sign-in", "headers that anybody can write: forwarded address, host, scheme", "ignored"),
    "A17": Row("sign-in", "a form of another site, a link that acts when it is looked at", "refused; looking changes nothing"),
    "A20": Row("sending", "the journal refuses the row of an act", "the act fails with it"),
    "A22": Row(
        "restore", "a backup is stolen", "no key is in it; contacts and secrets in it cannot be read"
    ),
    "A23": Row("sign-in", "public forms are flooded, one address asked for again and again", "refused for a while; one letter"),
    "E06": Row(
        "sending",
        "somebody stops or asks to be erased",
        "counts before the next send, in the list, in the ledger and after a restore; who asks an officer gets a clock of two"
        " working days",
    ),
    "L01": Row(
        "loudspeakers",
        "a device joins with a wrong, used or old code",
        "403 and why in plain words; nobody is enrolled, the device that stands there stays",
    ),
    "L02": Row(
        "loudspeakers",
        "a device asks to join with a key that it does not hold, or with an envelope that was changed or is rubbish",
        "403; nobody is enrolled, the cluster shows the refusal, the code stays good for its owner",
    ),
    "L03": Row(
        "loudspeakers",
        "a device is revoked or replaced, a stolen one included",
        "its credentials go at once, no later command is laid out for it; the new one learns the silences that hold and the plays to come",
    ),
}  # fmt: skip
OUTSIDE = (
    "The rights on the broker's topics (S12), posts on official pages (S13) and claims, listening"
    " and reports (E01–E05, E07, E08) belong to rooms not built; search, the journal's chain and logs (A18, A19, A21) are"
    " not about sending, channels, uploads, fetches, sign-in or restore and have their own tests."
)
