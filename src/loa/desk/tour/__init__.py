"""The tour: one bulletin's life in six steps, on sample data and with sample accounts only."""
