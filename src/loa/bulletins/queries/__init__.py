"""What may be read of bulletins, by whom; every list starts from `visible_to`."""
