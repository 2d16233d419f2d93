"""Messages to invited people: written in their language, handed over as e-mail, as a draft or as a text message."""
