"""The screens of the room: each fetches, calls one action or query, and renders."""
