"""The mission table: which tests prove which promise, written to docs/mission.md by `make mission`."""
