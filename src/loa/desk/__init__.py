"""The staff shell: sign-in, today, shared screens."""
