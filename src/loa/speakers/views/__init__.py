"""The screens: fetch, call, render."""
