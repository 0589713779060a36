"""The tour: one bulletin's life, an exercise on loudspeakers, a document's, the press and a review, in ten steps, on sample data and with sample accounts only."""
