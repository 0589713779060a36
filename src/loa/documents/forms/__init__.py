"""What officers fill in, and what lists are narrowed by."""
