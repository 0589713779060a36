"""Vietnamese text: facts, masking, spoken length, readability."""
