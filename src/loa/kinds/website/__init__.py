"""The public web page as a channel."""
