"""What every screen shares: lists, forms, errors as pages; knows no room."""
