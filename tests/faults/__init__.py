"""The table of faults: what goes wrong or is attacked, what must happen, and which tests saw it; `make faults`."""
