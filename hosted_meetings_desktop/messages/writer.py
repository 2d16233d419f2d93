"""Writes messages: puts the facts of a letter into a mail, a text message or a calendar entry.

Cheap to import: what knows languages and zones comes with the first message.
"""

from __future__ import annotations

from datetime import datetime

from hosted_meetings_desktop.domain.invitation import Contact, Method
from hosted_meetings_desktop.domain.message import Letter, Mail, Occasion


class LetterWriter:
    """Implements ``domain.message.Writer``. Takes some milliseconds per message: call it in a thread for many."""

    def languages(self) -> tuple[str, ...]:
        """Return the BCP 47 tags that can be written."""
        from hosted_meetings_desktop.messages.languages import tags

        return tags()

    def mail(
        self,
        letter: Letter,
        *,
        message_id: str,
        sender: Contact,
        date: datetime,
        calendar: bytes,
        method: Method | None,
        reply_to: Contact | None = None,
    ) -> Mail:
        """Write an e-mail; see ``domain.message.Writer``."""
        from hosted_meetings_desktop.messages.brand import brand, logo_size
        from hosted_meetings_desktop.messages.page import LOGO_HEIGHT, LOGO_WIDTH, page
        from hosted_meetings_desktop.messages.plain import plain_text
        from hosted_meetings_desktop.messages.telling import tell

        if letter.occasion is Occasion.REMINDER or not calendar:
            calendar, method = b"", None
        told = tell(letter, method)
        size = logo_size(letter.clinic.logo, height=LOGO_HEIGHT, width=LOGO_WIDTH)
        return Mail(
            message_id=message_id,
            sender=sender,
            to=letter.to,
            subject=told.subject,
            text=plain_text(told),
            html=page(told, brand(letter.clinic.colour), size),
            date=date,
            language=told.language.tag,
            calendar=calendar,
            method=method,
            logo=letter.clinic.logo if size else b"",
            reply_to=reply_to,
        )

    def text(self, letter: Letter) -> str:
        """Write a text message; see ``domain.message.Writer``."""
        from hosted_meetings_desktop.messages.sms import short_text

        return short_text(letter)

    def event_text(self, letter: Letter) -> tuple[str, str]:
        """Write the title and the description of the entry in the reader's calendar."""
        from hosted_meetings_desktop.messages.entry import entry_text

        return entry_text(letter)
