"""Keeps the provider and the store alike: our rows are the desired state, a loop removes the difference."""
