"""The use-cases: async, one file per subject; no Qt, no SQL, no HTTP."""
