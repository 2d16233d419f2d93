"""The local store: the only SQL of the product."""
