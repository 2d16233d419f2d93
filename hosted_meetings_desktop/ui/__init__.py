"""Everything a person sees: Qt, and nothing else knows it."""
