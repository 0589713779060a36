"""Press releases to newsrooms, and the register of what the press asked."""
