"""What the practice patient says, word for word, so that transcripts of practice calls are not empty.

Nobody recognises speech in practice mode: the patient's voice is a tone, and these are the words that it stands for.
They are said in this order, once in a visit, with the same pauses each time, and written into the session's
transcript with the moment at which they were said. What people say in a practice call is not written down.
"""

from __future__ import annotations

PAUSE = 2.0
"""Seconds before each sentence."""
SENTENCES = (
    "Hello. I am the practice patient, and what I say is written in a script.",
    "You hear a tone in place of my voice.",
    "My knee is better than it was last week.",
    "Only the stairs are still hard, going down more than going up.",
    "I do the exercises every day, except on Sunday.",
    "I take one tablet after breakfast, as we agreed.",
    "It does not really hurt any more, it is more of a pull on the outside.",
    "My blood pressure was 128 over 82 this morning.",
    "Shall I go on with the bandage at night?",
    "When should I come to you for the next check-up?",
    "Thank you, that is clear to me.",
    "That was all I wanted to ask. From here on I only listen.",
)
