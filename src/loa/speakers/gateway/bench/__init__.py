"""What the way to ten thousand loudspeakers costs, beside a bare script on the same broker."""
