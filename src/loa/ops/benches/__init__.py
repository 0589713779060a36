"""The table of benches: name and where its `Bench` lives ("module:attribute")."""

BENCHES = {
    "faults": "loa.ops.benches.faults:BENCH",
    "ledger": "loa.delivery.bench.ledger:BENCH",
    "pages": "loa.ops.benches.pages:BENCH",
    "public": "loa.ops.benches.public:BENCH",
    "start": "loa.ops.benches.start:BENCH",
    "verify": "loa.bulletins.bench:BENCH",
}
