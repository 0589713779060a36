"""The room's screens: fetch, call one action, render."""
