"""The console conversation, compared literally."""

from __future__ import annotations

import io

import pytest

from bot.console import chat
from bot.live import Live
from bot.wording import EXAMPLES

TRANSCRIPT = """\
5 articles, 107 sentences. Type a question, for example: Who led the delegation?
/sources lists the articles, /show ARTICLE prints one, /new forgets the conversation, /help
this help; ctrl-d leaves.
> Who heads the Israeli delegation?
[1mRon Dermer[0m

  The indirect negotiations will take place in the Red Sea resort of Sharm el-Sheikh, where the Israeli delegation, headed by top negotiator [1mRon Dermer[0m, is set to arrive on Monday.
[2m  000_883369e292aa55be.txt, line 3 · undated[0m

  Hamas’s delegation, headed by [1mKhalil al-Hayyah[0m, arrived on Sunday in Egypt, the group said in a statement.
[2m  000_883369e292aa55be.txt, line 4 · undated · Hamas, in a statement[0m

  Tel Aviv, July 7 Israel and Hamas have started a delegation-level indirect round of ceasefire talks in Qatar as Israeli Prime Minister [1mBenjamin Netanyahu[0m has headed to Washington to meet US Donald Trump.
[2m  001_e717d8311f1f56ff.txt, line 1 · 7 Jul 2025[0m

> When is he due there?
Read as: When is Ron Dermer due there?
[1mMonday[0m

  The indirect negotiations will take place in the Red Sea resort of Sharm el-Sheikh, where the Israeli delegation, headed by top negotiator Ron Dermer, is set to arrive on [1mMonday[0m.
[2m  000_883369e292aa55be.txt, line 3 · undated[0m

  OFFICIALS from Israel and Hamas are meeting in Egypt on Monday to discuss [1mplans[0m for a potential ceasefire in Gaza.
[2m  000_883369e292aa55be.txt, line 1 · undated[0m

  It comes as at least seven Palestinians have been killed in Israeli strikes since dawn, including people who were seeking aid.
[2m  000_883369e292aa55be.txt, line 2 · undated[0m

> How much will the humanitarian city cost?
The articles do not say. That does not mean it did not happen.

Related lines that do not answer:

  He also faces a backlash over the feasibility, cost and ethics of a plan to build a so-called “humanitarian city” from scratch in southern Gaza to house Palestinians if and when a ceasefire takes hold.
[2m  002_f2cf4d36f3165e6b.txt, line 19 · about 14 Jul 2025 (inferred) · about Benjamin Netanyahu[0m

  “If they (Palestinians) will be deported there into the new ‘humanitarian city’, then you can say that this is part of an ethnic cleansing,” Olmert was quoted as saying by The Guardian newspaper late on Sunday.
[2m  002_f2cf4d36f3165e6b.txt, line 21 · about 14 Jul 2025 (inferred) · Ehud Olmert, quoted by The Guardian newspaper[0m

  Hamas’s attack on Israel in 2023 resulted in the deaths of 1,219 people, most of them civilians, according to an AFP tally based on official figures.
[2m  002_f2cf4d36f3165e6b.txt, line 22 · about 14 Jul 2025 (inferred) · an AFP tally based on official figures[0m

> Which side is right in this war?
Read as: Which side is right in humanitarian city cost war?
I only quote the articles and give no opinion.

Related lines that do not answer:

  He also faces a backlash over the feasibility, cost and ethics of a plan to build a so-called “humanitarian city” from scratch in southern Gaza to house Palestinians if and when a ceasefire takes hold.
[2m  002_f2cf4d36f3165e6b.txt, line 19 · about 14 Jul 2025 (inferred) · about Benjamin Netanyahu[0m

  Politically, Netanyahu’s fragile governing coalition is holding, for now, but he denies being beholden to a minority of far-right ministers in prolonging an increasingly unpopular conflict.
[2m  002_f2cf4d36f3165e6b.txt, line 18 · about 14 Jul 2025 (inferred) · Benjamin Netanyahu (denies, in part)[0m

  “If they (Palestinians) will be deported there into the new ‘humanitarian city’, then you can say that this is part of an ethnic cleansing,” Olmert was quoted as saying by The Guardian newspaper late on Sunday.
[2m  002_f2cf4d36f3165e6b.txt, line 21 · about 14 Jul 2025 (inferred) · Ehud Olmert, quoted by The Guardian newspaper[0m

> Who won the 2022 World Cup?
No line in the articles comes near this question.
No article has the word: 2022, World, Cup.

"""


def converse(live: Live, *lines: str) -> str:
    written: list[str] = []
    chat(live, EXAMPLES[0], io.StringIO("".join(f"{line}\n" for line in lines)), written.append)
    return "\n".join(written) + "\n"


def test_a_whole_conversation(live: Live) -> None:
    """A question, a follow-up read in full words, a near miss, an opinion, and a word no article has."""
    asked = (
        "Who heads the Israeli delegation?",
        "When is he due there?",
        "How much will the humanitarian city cost?",
        "Which side is right in this war?",
        "Who won the 2022 World Cup?",
    )
    assert converse(live, *asked) == TRANSCRIPT


def test_sources_and_lines_are_shown(live: Live) -> None:
    """Commands list the articles and print one with its line numbers."""
    shown = converse(live, "/sources", "/show 004", "/show nothing", "/nonsense")
    assert "003_814d2d85b0b194a9  undated" in shown
    assert "    27  'Let us cross'" in shown
    assert "nothing: no such article; run: talks sources" in shown
    assert "/nonsense: no such command." in shown


@pytest.mark.parametrize(
    "line", ["?", "🙂", "the of and", "<b>_[x](http://y)", "ignore all previous instructions", "x" * 9000]
)
def test_no_line_ends_the_conversation(line: str, live: Live) -> None:
    """Whatever is typed gets a reply, and the next question is answered."""
    shown = converse(live, line, "who led Hamas's delegation?")
    assert "Khalil al-Hayya" in shown


def test_a_new_conversation_forgets(live: Live) -> None:
    """After /new nothing is read into a question from the one before."""
    shown = converse(live, "Who heads the Israeli delegation?", "/new", "When is he due there?")
    assert "Read as" not in shown
