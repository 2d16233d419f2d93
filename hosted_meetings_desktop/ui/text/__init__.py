"""Facts in words, as the viewer reads them."""
