"""Word lists of news English: the small words, and the nouns that can speak."""

from __future__ import annotations

MASK = "\x02"


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PRONOUNS = word_set("he she they it we i you others who which that everyone someone nobody everybody")
BOUND = word_set("""
    that which who whom whose what when where why how while as after before because although though if whether since
    until unless but or nor so than including plus yet amid whereas once whatever whoever whichever something
    anything everything nothing""")
CLAUSE_OPENERS = word_set("after as when while because although though since before if once")
OPEN_CLAUSES = word_set("if whether unless whatever whoever whichever")
APART = word_set("while but though although whereas ;")
PREP = word_set("""
    of in on at from with for by to into near outside inside across over under about against between among during
    through despite without within behind around toward towards upon like per following via along beyond above below""")
ARTICLES = word_set("the a an this these those his her its their our my some many several another")
DET = ARTICLES | word_set("""
    your both all most other no one two three four five six seven eight nine ten each every any few more dozens hundreds
    thousands nearly almost such""")
BE = word_set("""
    is are was were be been being am isn't aren't wasn't weren't gets get got it's he's she's they're i'm
    we're you're""")
HAVE = word_set("""
    i've you've we've they've i'd you'd he'd she'd we'd they'd it'd has have had hasn't haven't hadn't having""")
MODAL = word_set("""
    will would could can may might must shall should to do does did not never cannot can't won't wouldn't couldn't
    didn't doesn't don't shouldn't ought refused declined""")
VERBISH = BE | HAVE | MODAL | word_set("said says told went came made took became began")
ADVERBS = word_set("""
    also later then now again still further earlier afterwards recently already even only just simply first initially
    instead meanwhile however too therefore often once himself herself itself themselves soon separately jointly
    always repeatedly thus moreover furthermore additionally nevertheless afterward ever long sometimes""")
NOT_ADVERBS = word_set("""
    family italy july ally emily assembly reply supply bully rally sally kelly molly billy elderly daily weekly early
    anomaly lily monopoly jelly fly firefly tally wily apply multiply imply likely only""")
OPENERS = word_set("""
    but and yet meanwhile still also so then now later earlier however instead today yesterday tonight finally overall
    separately elsewhere officially nevertheless nonetheless afterward afterwards recently moreover additionally
    furthermore thus ultimately here there again once only even well no yes indeed""")
FRONTING = word_set("""
    ahead prior according due thanks along asked speaking born known seen held led made built given set taken""")
_WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = word_set("""
    january february march april may june july august september october november december jan. feb. mar. apr. aug.
    sept. oct. nov. dec.""")
TIME = _WEEKDAYS | word_set("yesterday today tonight morning afternoon evening night week month year weekend")
EARLY = word_set("late early earlier later")
BEFORE_TIME = _WEEKDAYS | EARLY | word_set("last this next on in that the same")
# What may stand between a verb and what is said: "in a statement", "on Telegram", "by phone".
BRIDGES = word_set("in on at by during via through from late early last this") | TIME
MANNER_PREP = word_set("in on at by during")
MANNER_NOUNS = word_set("""
    statement interview email e-mail letter conference briefing telegram twitter facebook instagram phone condition""")
SELF = word_set("itself himself herself themselves")
PEOPLE = word_set("""
    official source diplomat officer aide insider person witness eyewitness spokesman spokeswoman spokesperson resident
    investigator prosecutor police authority doctor expert analyst scientist researcher lawyer attorney lawmaker critic
    opponent supporter relative parent family friend neighbor neighbour colleague victim survivor passenger worker
    employee protester activist campaigner mediator negotiator militant rebel fighter soldier commander leader chief
    minister president premier secretary director judge jury juror sheriff mayor governor senator congressman
    congresswoman representative ambassador envoy teacher student principal professor economist historian author writer
    editor reporter journalist correspondent observer monitor forecaster meteorologist engineer pilot coach player
    teammate captain singer actor actress artist fan farmer fisherman villager local protester demonstrator refugee
    civilian detainee prisoner inmate defendant suspect accuser plaintiff owner manager executive founder chairman
    chairwoman ceo boss head mother father wife husband son daughter brother sister man woman boy girl child kid people
    men women couple widow uncle aunt cousin grandmother grandfather fiancee girlfriend boyfriend teenager teen side
    party republican democrat conservative liberal majority voter american israeli palestinian agent firefighter
    paramedic nurse surgeon vet volunteer veteran rescuer priest bishop pope imam rabbi cleric detective trooper deputy
    inspector commissioner coroner examiner pathologist psychologist psychiatrist consultant adviser advisor strategist
    organizer organiser planner developer trader investor banker dealer driver cyclist tourist counsel general admiral
    colonel captain major sergeant specialist member delegate commentator blogger others technician biologist geologist
    physicist astronomer chemist guard bystander caller shopper customer consumer guy""")
BODIES = word_set("""
    agency group ministry department government administration military army navy force police council committee
    commission company corporation firm airline airport bank union party organisation organization association
    institute institution foundation hospital university college school court tribunal embassy office bureau service
    center centre network newspaper broadcaster channel station magazine outlet media press team club federation league
    charity movement militia faction alliance coalition congress parliament senate house cabinet board panel task regime
    state country nation city county museum church vatican white pentagon kremlin palace brigade command watchdog
    regulator manufacturer maker operator carrier retailer publisher authority establishment site website studio label
    fund society front wing leadership opposition forum trust chamber assembly mission campaign delegation unit guard
    security intelligence lab laboratory observatory camp presidency monarchy headquarters
    clinic hotel restaurant shop store factory plant mill zoo theatre theater library festival orchestra choir band
    startup brewery shipyard farm supermarket""")
PAPERS = word_set("""
    statement report study survey poll document record lawsuit complaint suit indictment affidavit filing paper letter
    e-mail email memo memorandum figure statistic data tally count census article editorial book transcript note message
    posting post blog website site release bulletin communique law rule ruling decision verdict review audit analysis
    assessment estimate account testimony evidence video footage tweet legend myth warrant petition brief research
    investigation inquiry autopsy order resolution text advisory alert manual""")
PLURALS = word_set("police people men women children media they who that which we you others both data authorities")
MEDIA_WORDS = word_set("""
    media press newspaper agency radio television tv station channel broadcaster magazine outlet network affiliate
    reports news website site times post journal bbc cnn afp reuters ap anadolu xinhua tass upi npr nbc abc cbs
    herald tribune gazette chronicle daily guardian telegraph""")
SOURCES = word_set("source official diplomat officer aide insider person witness") | word_set(
    "sources officials diplomats officers aides witnesses"
)
AUDIENCES = word_set("conference briefing hearing rally crowd audience summit forum congregation meeting")
SOMEONE = word_set("those people person someone anyone")
RELATIVE = word_set("who which whose whom where when that r d")
APPOSED = word_set("who which whose whom where a an the one jr. sr. then now also formerly")
LETTERS = word_set("plea appeal warning speech call reply response remarks comments news announcement")
PUNCTUATION = frozenset(",;:()[].?!—–-") | {"--", "---"}
DASHES = frozenset("—–-") | {"--", "---"}
STOP = BOUND | PREP | VERBISH | PRONOUNS | {"and"}
BREAK = PUNCTUATION | BOUND | VERBISH | PRONOUNS | {MASK}
COMMON = BOUND | PREP | DET | OPENERS | ADVERBS | PRONOUNS | TIME | MODAL | BE | HAVE | word_set("and asked")
