"""What is refused before any sentence is looked at: nothing or too much asked, opinions, forecasts, other languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from bot.answers import Reason

# A question longer than this is a text; the first match in it would answer something at random.
MAX_LENGTH = 500

_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how)"
_JUDGEMENT = (
    r"(?:right|wrong|good|bad|better|worse|best|worst|evil|justified|unjustified|fair|unfair|moral|immoral|ethical"
    r"|legitimate|stupid|smart|crazy|great|terrible|wonderful|awful|honest|trustworthy|heroes|a hero"
    r"|brutal|cruel|crueller|credible|dishonest|terrorists?|the bad guys?|the good guys?|to blame|at fault|racist"
    r"|fascist|worth it|overrated|genocide"
    r"|a war crime|war crimes|worth (?:the )?(?:money|cost|price|effort|trouble|wait))"
)
_OPINION = re.compile(
    r"\b(?:do|would|did|don't) you (?:think|believe|feel|agree|support|like|prefer|say|reckon)\b"
    r"|\bin your (?:own )?(?:opinion|view)\b"
    r"|\bwhat(?:'s| is) your (?:opinion|view|take)\b|\bwhose (?:fault|side)\b"
    r"|\b(?:which|what|whose) (?:side|party|country|team|one)(?: is|'s| are| was| were)? (?:the |more |most |really )*"
    rf"{_JUDGEMENT}\b"
    rf"|\bwho(?:'s| is| are| was| were) (?:more |really |the )?{_JUDGEMENT}\b"
    r"|^(?:is|are|was|were|isn't|aren't|wasn't) [^?]*?\b(?:an? |the |so |really |actually )?"
    rf"{_JUDGEMENT}(?: \w+){{0,5}}\s*\??$"
    r"|^(?:is|are|was|were|isn't|aren't|wasn't) [^?]*\btoo (?:harsh|lenient|soft|severe|mild|strict|weak|aggressive"
    r"|expensive|generous|extreme|greedy|cautious|radical)\s*\??$"
    r"|\bcommit\w* (?:a |an )?(?:genocide|war crimes?|crimes? against humanity|ethnic cleansing|atrocit\w+)\b"
    r"|\bwho (?:really |actually )?(?:started|began|caused) (?:the|this|that) (?:whole )?"
    r"(?:war|conflict|fighting|violence|feud)\b"
    r"|\bshould (?:i|we|one)\b|^should\b",
    re.IGNORECASE,
)
_FORECAST = re.compile(
    r"^(?:will|is it going to|are (?:they|we) going to|do you expect)\b[^?]*\b(?:ever|eventually|soon|tomorrow"
    r"|in the future|next (?:week|month|year|spring|summer|autumn|fall|winter|decade|election)"
    r"|by (?:next|the end of|20\d\d|\w+mas)"
    r"|in (?:20[3-9]\d|the coming)|succeed|fail|win|lose|be over|collapse|survive|happen again|last forever)\b"
    r"|^when will .*\b(?:end|be over|stop|finish)\b|\bwhat will happen\b|\bwho will win\b"
    r"|^will [^?]*\b(?:end|stop)(?: (?:this|by|before) [^?]*)?\s*\??$|\bwhat will [^?]*\blook like\b"
    r"|\bhow will (?:it|this|the \w+) end\b"
    r"|\bwhat are the (?:odds|chances)\b",
    re.IGNORECASE,
)

# What is asked of the bot as a helper, and by somebody about what to do.
_FAVOUR = re.compile(
    r"(?:^|(?<=[a-z]{3}[.!]) )\W*(?:please )?(?:(?:can|could|would|will) you (?:please )?)?(?:help me(?: to)?|write"
    r"|draw|make|create|generate|compose|translate|recommend|book|order|play|sing|calculate|solve|teach|remind|cook)\b"
    rf"(?!.*\b{_ASKING}\b)"
    r"|^\W*(?:(?:how|where|when|why|what|which \w+) )?(?:do|can|could|may) i\b|^\W*how to\b",
    re.IGNORECASE,
)

# A few of the commonest function words; a question is short, so two hits must outweigh English ones.
_FUNCTION_WORDS = {
    "fr": "le la les des une qui que quoi est sont dans combien où quand pourquoi comment avec pour sur aux du et",
    "es": "el los las una que qué quién quien cuántos cuantos dónde donde cuándo cuando por para con en son fue del",
    "de": "der die das und ist sind wer was wann wie viele warum wo mit für von im den dem ein eine hat wurde",
    "it": "il gli una che chi quanti quando dove perché sono nel della delle con per è stato come",
    "pt": "o os uma que quem quantos quando onde por para com está são foi como em do da não",
    "en": "the a of in on is are was were who what when where why how many did does do and to for with by has have had",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_SCRIPTS = {
    "ARABIC": "ar",
    "HEBREW": "he",
    "CYRILLIC": "ru",
    "CJK": "zh",
    "HIRAGANA": "ja",
    "HANGUL": "ko",
    "GREEK": "el",
}


def refusal(question: str) -> Reason | None:
    """Why the question is not looked up as it stands, or None."""
    stripped = question.strip()
    if not any(c.isalnum() for c in stripped):
        return Reason.EMPTY
    if len(stripped) > MAX_LENGTH:
        return Reason.TOO_LONG
    if is_courtesy(stripped):
        return Reason.COURTESY
    if language_of(stripped) != "en":
        return Reason.LANGUAGE
    if _OPINION.search(stripped):
        return Reason.OPINION
    if _FORECAST.search(stripped):
        return Reason.FORECAST
    return Reason.OFF_TOPIC if _FAVOUR.search(stripped) else None


def language_of(text: str) -> str:
    """The language of a question as a two-letter code, by script and function words; "en" when in doubt."""
    letters = [c for c in text if c.isalpha()]
    scripts = Counter(unicodedata.name(c, "").split(" ")[0] for c in letters)
    for script, language in _SCRIPTS.items():
        if 2 * scripts[script] > len(letters):
            return language
    words = re.findall(r"[^\W\d_]+", text.casefold())
    found = {language: sum(word in known for word in words) for language, known in _WORDS.items()}
    best = max(found, key=lambda language: (found[language], language == "en"))
    return best if found[best] >= 2 and found[best] > found["en"] else "en"


_JOINED = re.compile(rf"^(.*\b{_ASKING}\b.*[^\W_]),? (?:and|or)(?: also)? ({_ASKING} .+)$", re.IGNORECASE | re.DOTALL)
_SHORTEST = 3  # words
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\s]*\)")
_SHOUTED = re.compile(r"(?:!+\?|\?\s*[?!])[?!\s]*$")
_APART = re.compile(r"\b(who|what|where|when|how) (s|re)\b(?=.)", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|\*|__|_|`|~~)(?=\S)(.+?)(?<=\S)\1(?!\w)")


def questions(text: str) -> tuple[str, ...]:
    """The questions of a text, in order; the text itself when there is one.

    >>> questions("Who led the talks? And where were they held?")
    ('Who led the talks?', 'And where were they held?')
    >>> questions("How many were freed and who freed them?")
    ('How many were freed', 'who freed them?')
    """
    parts = [part.strip() for part in re.findall(r"[^?]*\?", text) if len(part.split()) >= _SHORTEST]
    if len(parts) > 1:
        return tuple(parts)
    joined = _JOINED.match(text)
    # "Who led it and when" asks one thing twice; "when and where was it" is one question.
    if joined and all(len(part.split()) >= _SHORTEST for part in joined.groups()):
        return joined[1], joined[2]
    return (text,)


def unmarked(text: str) -> str:
    """The text without Markdown's emphasis and addresses of links, one mark at its end ("???!"), and "who s" mended.

    >>> unmarked("_Who_ *heads* the [team](http://x.test)?")
    'Who heads the team?'
    >>> unmarked("Who is Ann Low???!!"), unmarked("In the U.S.?")
    ('Who is Ann Low?', 'In the U.S.?')
    >>> unmarked("who s ann low")
    "who's ann low"
    """
    text = _APART.sub(r"\1'\2", _SHOUTED.sub("?", _LINK.sub(r"\1", text)))
    return _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text))


_ASKS = re.compile(
    rf"\?|\b{_ASKING}\b|^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|might|must|tell|show|list"
    r"|give|name|describe|explain|confirm|find|summari[sz]e|compare|quote)\b",
    re.IGNORECASE,
)


def is_question(text: str) -> bool:
    """Whether the text has a question's form, or asks to be told something."""
    return _ASKS.search(text) is not None


_POLITE_WORDS = (
    r"hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|night|day|bot)|how are you|nice to meet you"
    r"|thanks?|thx|ty|cheers|much appreciated|ok(?:ay)?|great|cool|perfect|awesome|got it|i see|well done|bye|goodbye"
    r"|see you|see ya|farewell|sorry|yes|yeah|yep|no|nope|nah|sure|right|fine|nice|good|wow|lol|ha(?:ha)+|quit|exit"
)
_FILLERS = (
    r"you|u|there|all|everyone|bot|friend|again|please|later|so much|very much|a lot|today|doing|and|for (?:that|this)"
    r"|for (?:your|the) help|that helps|that (?:is|was) (?:great|helpful|all)"
)
_OF_THE_BOT = (
    r"(?:who|what|how old) are you|what(?:['’]s| is) your name|what (?:can|do) you (?:do|know|answer)(?: about)?"
    r"|how (?:do|can) (?:you|this|i use (?:you|this)) ?(?:work|help(?: me)?)?|can you help(?: me)?|help(?: me)?"
    r"|are you (?:an? )?(?:real )?(?:bot|robot|human|person|real|ai|machine|there)|who (?:made|built|created|wrote) you"
    r"|what (?:can|should|may) i ask(?: you)?|what is this(?: bot)?(?: for| about)?"
)
_COURTESY = re.compile(
    rf"^\W*(?:(?:{_POLITE_WORDS})\b(?:\W+(?:{_POLITE_WORDS}|{_FILLERS})\b)*"
    rf"|(?:(?:{_POLITE_WORDS})\W+)?(?:{_OF_THE_BOT}))\W*$",
    re.IGNORECASE,
)


def is_courtesy(text: str) -> bool:
    """Whether the text is a greeting, thanks, a farewell or a question about the bot, and nothing else.

    >>> is_courtesy("Hello there!"), is_courtesy("hi, what can you do?"), is_courtesy("no"), is_courtesy("Good Friday")
    (True, True, True, False)
    """
    return _COURTESY.match(text) is not None


_TO_US = re.compile(r"^\W*(?:you|u|ur|you[’']?re|youre)\b[^?]*$", re.IGNORECASE)


def is_remark(text: str) -> bool:
    """Whether the text says something to the bot and asks nothing."""
    return _TO_US.match(text) is not None
