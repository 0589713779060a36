"""Search over everything that rooms offer to it: an outbox, one index a host, questions under the reader's rights."""
