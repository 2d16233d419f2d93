"""The settings' group about hosts' own calendars, whose busy times are looked into."""
