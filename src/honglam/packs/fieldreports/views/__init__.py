"""Pages, by who reads them."""
