"""The outbox in the window: what waits, what went out, and answers that come back."""
