"""The tour: one bulletin's life, an exercise on loudspeakers, a document's and a review, in nine steps, on sample data and with sample accounts only."""
