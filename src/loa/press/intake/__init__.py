"""The way in: drafts made of entries, rows and pages; stored once; fetched politely; put into groups."""
