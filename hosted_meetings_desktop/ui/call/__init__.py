"""The call: one window per call, with the provider's UI kit inside and nothing else of the web."""
