"""Between the ledger and the loudspeakers: the broker with its rights, the process that sends and takes in, foreign dialects."""
