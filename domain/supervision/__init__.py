"""Annual supervision of a product whose segments are licensed: the years, their duties, and who fulfilled them."""
