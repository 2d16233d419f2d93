"""The attendance ledger: facts of all sources, the one truth that follows from them, and proof that it was kept."""
