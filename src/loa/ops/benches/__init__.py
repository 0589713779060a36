"""The table of benches: name and where its `Bench` lives ("module:attribute")."""

BENCHES = {
    "airtime": "loa.speakers.gateway.bench.airtime:BENCH",
    "crowd": "loa.ops.benches.crowd:BENCH",
    "hosts": "loa.delivery.bench.hosts:BENCH",
    "urgent": "loa.delivery.bench.urgent:BENCH",
    "delivery": "loa.delivery.bench.delivery:BENCH",
    "documents": "loa.ops.benches.documents:BENCH",
    "faults": "loa.ops.benches.faults:BENCH",
    "matrix": "loa.ops.benches.matrix:BENCH",
    "feeds": "loa.ops.benches.feeds:BENCH",
    "ledger": "loa.delivery.bench.ledger:BENCH",
    "pages": "loa.ops.benches.pages:BENCH",
    "proofs": "loa.speakers.bench.proofs:BENCH",
    "public": "loa.ops.benches.public:BENCH",
    "speakers": "loa.speakers.gateway.bench.speakers:BENCH",
    "search": "loa.ops.benches.search:BENCH",
    "signals": "loa.ops.benches.signals:BENCH",
    "start": "loa.ops.benches.start:BENCH",
    "stories": "loa.ops.benches.stories:BENCH",
    "voice": "loa.ops.benches.voice:BENCH",
    "verify": "loa.bulletins.bench:BENCH",
}
