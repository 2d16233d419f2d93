"""How the archive itself stands, told wherever somebody looks at recordings or at the settings."""
