"""Whether a sentence can hold what a question asks for: the check that tells a near miss from an answer.

A near miss has the right names and lacks the fact. Rules over the surface of general English: a number must count
the noun asked for, somebody must be quoted who was asked about, an age must look like one.
"""

from bot.slots.check import flaws, is_misleading, is_told, lacks_words_alone, slot
from bot.slots.kinds import Flaw, Slot

__all__ = ["Flaw", "Slot", "flaws", "is_misleading", "is_told", "lacks_words_alone", "slot"]
