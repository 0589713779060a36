"""The table of benches: name and where its `Bench` lives ("module:attribute")."""

BENCHES = {
    "start": "loa.ops.benches.start:BENCH",
}
