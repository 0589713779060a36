"""The tour: one bulletin's life, a document's and a review, in eight steps, on sample data and with sample accounts only."""
