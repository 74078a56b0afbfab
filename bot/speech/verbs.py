"""Verbs of saying by what else a sentence must have, that they say something."""

from __future__ import annotations

from bot.speech.words import word_set

# Verbs of saying by what else the sentence must have: nothing, what is said as a clause or a quotation, or a subject
# that surely speaks.
PLAIN = word_set("""
    said says say told tells tell claimed claims claim alleged alleges allege insisted insists insist warned warns warn
    announced announces declared declares explained explains acknowledged acknowledges testified testifies tweeted
    denied denies deny argued argues argue contended contends contend asserted asserts reiterated boasted countered
    retorted lamented complained complains complain quipped confessed""")
_WITH_CLAUSE = word_set("""
    added adds noted notes note wrote writes write stated states state reported reports report concluded concludes
    recalled recalls recall remembered replied replies responded responds answered asked asks agreed agrees agree joked
    maintained maintains maintain admitted admits admit conceded concedes stressed stresses emphasized emphasised
    wondered wonders shouted yelled screamed cried exclaimed whispered remarked commented proclaimed demanded disclosed
    speculated recounted recommended elaborated clarified cautioned cautions mused reasoned snapped gushed theorised
    theorized assured assures reassured reminded informed advised""")
SHOWING = word_set("showed shows show indicated indicates indicate found revealed reveals suggests suggested suggest")
THINKING = word_set("""
    believe believes believed think thinks thought expect expects fear fears feared hope hopes hoped suspect suspects
    suspected predict predicts predicted estimate estimates estimated""")
# These have other senses: only before "that" or a quotation.
BEFORE_THAT = word_set("charged ruled posted continued continues repeated repeats observed pointed points point")
ASKING = word_set("asked asks wonders wondered")
ACTS = word_set("""
    accused accuses accuse blamed blames blame criticized criticised criticizes condemned condemns denounced denounces
    praised urged urges urge vowed vows pledged pledges promised promises threatened described describes describe called
    calls call confirmed confirms confirm apologized apologised hailed dubbed rejected dismissed""")
VERBS = PLAIN | _WITH_CLAUSE | SHOWING | THINKING | BEFORE_THAT | ACTS
SAYING = word_set("saying telling calling accusing warning claiming alleging arguing insisting describing stating")
# Base forms need a plural subject ("officials say").
BASE = word_set("""
    say tell claim allege insist warn deny argue contend complain note write state suggest report predict estimate
    believe think hope fear suspect recall agree maintain admit indicate show accuse blame urge describe call confirm
    point expect""")
# "The firm provides intelligence reports": a noun more often than a verb.
NOUNS = word_set(
    "reports report claims claim states state notes note fears fear hopes hope estimates estimate shows show calls"
)
INVERTIBLE = word_set(
    "said says added adds wrote writes explained explains recalled recalls noted notes argued warned insisted"
)
NEVER_INVERTED = word_set("told tells tell denied denies called calls accused blamed urged described")
QUOTING_ONLY = word_set("rejected dismissed dubbed hailed")  # acts that say something when they quote
CLAIMED = word_set("responsibility victory credit success innocence ignorance immunity asylum")
