"""`python -m bench.telegram_pictures`: pictures of real conversations, from what the bot process sent.

Holds two conversations with the real bot over a Bot API server on loopback, writes each as an HTML page under docs/
and, where a Chromium is installed, as a picture beside it.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.build import build
from tests.telegram.markup import Entity
from tests.telegram.process import ROOT, BotProcess, environment
from tests.telegram.server import GROUP, TOKEN, BotApi, Call, person

_DOCS = ROOT / "docs"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_WIDTH = 480
_FOLDED_LINES = 3
# Seconds until what the bot asks itself at its start does not count as people who ask at once.
_QUIET = 2
_STYLE = """
* { box-sizing: border-box } body { margin: 0; background: #d5e3d0; font: 14px/1.4 "DejaVu Sans", sans-serif }
main { width: WIDTHpx; padding: 14px; display: flex; flex-direction: column; gap: 8px }
.said { align-self: flex-end; background: #e4fecb; border-radius: 12px 12px 2px 12px; padding: 7px 11px;
  max-width: 85% }
.bot { align-self: flex-start; width: 94% }
.text { background: #fff; border-radius: 12px 12px 12px 2px; padding: 8px 11px; white-space: pre-wrap;
  overflow-wrap: anywhere }
.to { border-left: 3px solid #4a9; padding-left: 7px; color: #476; font-size: 12px; margin-bottom: 5px;
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
blockquote { margin: 3px 0; padding: 4px 8px; border-left: 3px solid #38b; background: #eef6fc; border-radius: 4px }
blockquote.folded { max-height: 4.8em; overflow: hidden; position: relative; color: #556 }
blockquote.folded::after { content: "⌄"; position: absolute; right: 6px; bottom: 0; color: #38b; background: #eef6fc }
.row { display: flex; gap: 4px; margin-top: 4px } .row span { flex: 1; text-align: center; background: #9fb89a;
  color: #fff; border-radius: 7px; padding: 5px 4px; font-size: 13px } .row span.pressed { background: #6f9168 }
.note { align-self: center; color: #567; font-size: 12px } a { color: #17b; text-decoration: none }
.who { color: #a62; font-size: 12px }
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person wrote."""

    text: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the bot sent in reply; `pressed` is the button that was pressed next."""

    call: Call
    to: str
    pressed: str = ""


def main() -> None:
    """Writes the pages, and the pictures where a browser is there."""
    _DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        build([ROOT / "seeds"], Path(folder) / "index")
        api = BotApi()
        # The same pictures on every machine: the reading model is waited for.
        settings = {"TELEGRAM_API_URL": api.url, "TELEGRAM_BOT_TOKEN": TOKEN, "TALKS_READER_DEADLINE": "60"}
        bot = BotProcess(Path(folder), environment(Path(folder) / "index") | settings)
        try:
            api.reply(api.write("/help"))
            time.sleep(_QUIET)
            for name, conversation in (("telegram-private", _private(api)), ("telegram-group", _group(api))):
                page = _DOCS / f"{name}.html"
                page.write_text(_page(conversation), encoding="utf-8")
                print(f"wrote {page.relative_to(ROOT)}")
                _picture(page)
        finally:
            bot.stop()
            api.close()


def _private(api: BotApi) -> list[Said | Sent]:
    """An answer, how it changed, and a question that the articles do not answer."""
    first, second = "How many people were killed?", "Who won the 2022 World Cup?"
    answer = api.reply(api.write(first))
    api.told(api.press(answer.buttons["How this changed"], answer))
    ladder = api.changed(answer)
    silence = api.reply(api.write(second))
    return [
        Said(first),
        Sent(answer, first, "How this changed"),
        Sent(ladder, first),
        Said(second),
        Sent(silence, second),
    ]


def _group(api: BotApi) -> list[Said | Sent]:
    """A group: a question by mention, a follow-up of the same person, and a quote that somebody checks."""
    ada, ben = person(42), person(43)
    first = "Who headed Hamas's delegation that arrived on Sunday in Egypt?"
    mention, follow_up = f"@{'talks_test_bot'} {first}", "Where did he arrive?"
    answer = api.reply(api.write(mention, GROUP, **{"from": ada}))
    follow = api.reply(api.write(follow_up, GROUP, reply_to_message=answer.message, **{"from": ada}))
    claim = "Israel has killed at least 76,139 Palestinians, most of them women and children"
    check = api.reply(api.write(f"/check {claim}", GROUP, **{"from": ben}))
    return [
        Said(mention, "Ada"),
        Sent(answer, mention),
        Said(follow_up, "Ada"),
        Sent(follow, follow_up),
        Said(f"/check {claim}", "Ben"),
        Sent(check, f"/check {claim}"),
    ]


def _page(conversation: list[Said | Sent]) -> str:
    body = "\n".join(_said(one) if isinstance(one, Said) else _sent(one) for one in conversation)
    style = _STYLE.replace("WIDTH", str(_WIDTH))
    head = '<!doctype html><meta charset="utf-8"><title>Talks in Telegram</title>'
    return f"{head}<style>{style}</style>\n<main>\n{body}\n</main>\n"


def _said(said: Said) -> str:
    who = f'<div class="who">{html.escape(said.who)}</div>' if said.who else ""
    return f'<div class="said">{who}{html.escape(said.text)}</div>'


def _sent(sent: Sent) -> str:
    to = f'<div class="to">{html.escape(sent.to)}</div>' if sent.call.answers else ""
    rows = [
        "".join(
            f'<span class="{"pressed" if button["text"] == sent.pressed else ""}">{html.escape(button["text"])}</span>'
            for button in row
        )
        for row in sent.call.fields.get("reply_markup", {}).get("inline_keyboard", [])
    ]
    buttons = "".join(f'<div class="row">{row}</div>' for row in rows)
    note = "" if sent.call.answers else '<div class="note">the same message, after the button was pressed</div>\n'
    return f'{note}<div class="bot"><div class="text">{to}{_marked(sent.call)}</div>{buttons}</div>'


def _marked(call: Call) -> str:
    """The shown text with its entities, as recorded by the server."""
    units = call.text.encode("utf-16-le")
    edges = sorted(
        [(e.offset, 1, -e.length, e) for e in call.result["entities"]]
        + [(e.offset + e.length, 0, -e.offset, e) for e in call.result["entities"]],
        key=lambda edge: edge[:3],
    )
    out, at = [], 0
    for offset, opens, _, entity in edges:
        out.append(html.escape(units[2 * at : 2 * offset].decode("utf-16-le")))
        out.append("".join(_tag(entity, opens=bool(opens))))
        at = offset
    text = "".join([*out, html.escape(units[2 * at :].decode("utf-16-le"))])
    # A block ends its line by itself.
    return text.replace("</blockquote>\n", "</blockquote>")


def _tag(entity: Entity, *, opens: bool) -> Iterator[str]:
    names = {"bold": "b", "italic": "i", "text_link": "a", "pre": "pre"}
    name = names.get(entity.type, "blockquote")
    if not opens:
        yield f"</{name}>"
    elif entity.type == "expandable_blockquote":
        yield '<blockquote class="folded">'
    elif entity.type == "text_link":
        yield f'<a href="{html.escape(entity.url)}">'
    else:
        yield f"<{name}>"


def _picture(page: Path) -> None:
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        print("no Chromium here: the pages alone")
        return
    picture = page.with_suffix(".png")
    with tempfile.TemporaryDirectory() as profile:
        # Once for the height, once for the picture.
        shell = [
            browser,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={profile}",
        ]
        measured = page.with_name("measure.html")
        script = "<script>document.title=document.querySelector('main').offsetHeight</script>"
        measured.write_text(page.read_text(encoding="utf-8") + script, encoding="utf-8")
        dumped = subprocess.run([*shell, "--dump-dom", measured.as_uri()], capture_output=True, text=True, check=True)
        measured.unlink()
        height = int(dumped.stdout.split("<title>", 1)[1].split("<", 1)[0])
        shot = [*shell, f"--window-size={_WIDTH},{height}", f"--screenshot={picture}", page.as_uri()]
        subprocess.run(shot, capture_output=True, check=True)
    print(f"wrote {picture.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
