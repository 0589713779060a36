"""The loa command, supervisor, doctor, backup and benches."""
