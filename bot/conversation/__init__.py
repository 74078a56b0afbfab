"""Follow-up questions: what "he", "there", "when?", "And Israel's?" or "no, I meant injured" mean after the one before.

The reading is put in words ("Read as: …") so that the user sees it.
"""

from bot.conversation.pronouns import whom
from bot.conversation.reading import read_as
from bot.conversation.turn import Turn

__all__ = ["Turn", "read_as", "whom"]
