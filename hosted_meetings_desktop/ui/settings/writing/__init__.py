"""How the clinic writes to people: its name and looks, its mail server, its provider of text messages."""
