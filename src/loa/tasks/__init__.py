"""Programmes, their tasks, who carries them out, and what came of it."""
