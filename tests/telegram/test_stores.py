"""Both stores keep the same promises; the one that is shared keeps them between processes."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from telegram import Update

from bot.conversation import Turn
from bot.shared_server import SharedServer
from bot.state import AwayError, Shared, StateError
from bot.telegram_skin import shared_store
from bot.telegram_skin.file_store import FileStore
from bot.telegram_skin.inbox import Inbox
from bot.telegram_skin.metrics import Metrics
from bot.telegram_skin.shared_store import SharedStore
from bot.telegram_skin.store import Held, Reply, Store, Talk, Vote
from bot.telegram_skin.throttle import Allowance, Refusal, take
from tests.telegram.shared import StateServer

Run = Callable[[Callable[[Store], Awaitable[None]]], None]
TALK = Talk(1, 2, 3)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StateServer]:
    started = StateServer(tmp_path_factory.mktemp("state"))
    yield started
    started.stop()


@pytest.fixture(params=["file", "shared"])
def run(request: pytest.FixtureRequest, server: StateServer, tmp_path: Path) -> Run:
    """Runs something on a new, empty store of each kind."""

    def in_loop(look: Callable[[Store], Awaitable[None]]) -> None:
        async def looked() -> None:
            store: Store = (
                FileStore(tmp_path / "state")
                if request.param == "file"
                else SharedStore(SharedServer(server.address), tmp_path.name)
            )
            await store.reach()
            await look(store)
            await store.close()

        asyncio.run(looked())

    return in_loop


def vote(held: str, made: float, *, is_right: bool = True) -> Vote:
    return Vote(held, is_right, "Who? \u202e", None, "snapshot", "{}", made)


def test_an_update_is_taken_in_once(run: Run) -> None:
    """Also once it was answered; what it said is kept until then alone."""

    async def look(store: Store) -> None:
        assert await store.receive("a", "content")
        assert not await store.receive("a", "content")
        await store.done("a")
        assert not await store.receive("a", "content")
        assert await store.receive("b", "content")

    run(look)


def test_a_left_update_that_can_not_be_read_keeps_no_other_back(tmp_path: Path) -> None:
    """It may be of an earlier release; what came after it is taken up all the same."""

    async def look() -> None:
        store = FileStore(tmp_path / "state")
        for digest, content in (("a", "null"), ("b", '{"message": {}}'), ("c", '{"update_id": 7}')):
            await store.receive(digest, content)
        inbox = Inbox(store, Metrics(), 60)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(inbox.look_after(lambda content: Update.de_json(content, None)), 0.2)
        assert inbox.get_nowait() == Update(7)
        assert inbox.empty()
        await store.close()

    asyncio.run(look())


def test_what_is_held_for_buttons_is_as_it_was(run: Run) -> None:
    """Until it is let go; an id that was never given stands for nothing."""

    async def look(store: Store) -> None:
        held = await store.hold("answer", 1, 3, '{"a": "\u202e"}')
        assert await store.held(held) == Held("answer", 1, 3, '{"a": "\u202e"}')
        await store.let_go(held)
        assert await store.held(held) is None
        assert await store.held("nothing") is None

    run(look)


def test_a_turn_is_kept_whole(run: Run) -> None:
    """Whatever a conversation remembers comes back, odd characters too; of one person in one topic alone."""

    async def look(store: Store) -> None:
        turn = Turn("Who led? \ud800\u202e", "Ann", True)
        async with store.conversation(TALK):
            await store.note_turn(TALK, turn)
        assert await store.turn(TALK) == turn
        assert await store.turn(Talk(1, 0, 3)) is None
        await store.forget_turn(TALK)
        assert await store.turn(TALK) is None

    run(look)


def test_the_latest_of_replies_and_votes_counts(run: Run) -> None:
    """One reply a question, one vote a person and answer; votes come oldest first."""

    async def look(store: Store) -> None:
        await store.note_reply(1, 10, 3, Reply((20,), is_whole=False))
        await store.note_reply(1, 10, 3, Reply((20, 21), is_whole=True))
        assert await store.reply(1, 10) == Reply((20, 21), is_whole=True)
        assert await store.reply(1, 11) is None
        await store.vote(3, vote("h", 2.0))
        await store.vote(3, vote("h", 3.0, is_right=False))
        await store.vote(4, vote("h", 1.0))
        assert list(await store.votes()) == [vote("h", 1.0), vote("h", 3.0, is_right=False)]
        assert await store.counts() == {"right": 1, "wrong": 1, "people": 1}

    run(look)


def test_what_is_erased_is_one_persons_and_all_of_it(run: Run) -> None:
    """Buttons, replies, conversation and votes; those of others stay."""

    async def look(store: Store) -> None:
        held = {}
        for person in (3, 4):
            held[person] = await store.hold("answer", 1, person, "x")
            await store.note_reply(1, person, person, Reply((5,), is_whole=True))
            await store.note_turn(Talk(1, 0, person), Turn("Who?", None, False))
            await store.vote(person, vote(held[person], float(person)))
        await store.erase(3)
        await store.expire()
        assert await store.held(held[3]) is None
        assert await store.reply(1, 3) is None
        assert await store.turn(Talk(1, 0, 3)) is None
        assert await store.votes() == [vote(held[4], 4.0)]
        assert await store.held(held[4])
        assert await store.turn(Talk(1, 0, 4))
        assert await store.counts() == {"right": 1, "wrong": 0, "people": 1}

    run(look)


def test_who_sends_too_much_is_refused_and_told_once(run: Run) -> None:
    """Everybody has an allowance of their own."""

    async def look(store: Store) -> None:
        refused = [await store.take(3, 2) for _ in range(4)]
        assert refused[:2] == [None, None]
        assert [(r is not None and r.is_told) for r in refused[2:]] == [False, True]
        assert await store.take(4, 2) is None

    run(look)


def test_an_allowance_fills_up_again_evenly() -> None:
    """Three at once, then one every twenty seconds; the wait is told right."""
    kept: Allowance | None = None
    refusals = []
    for now in (0.0, 0.0, 0.0, 0.0, 19.0, 20.0, 20.0):
        kept, refusal = take(kept, 3, now)
        refusals.append(refusal)
    assert refusals[:3] == [None, None, None]
    assert refusals[3:] == [Refusal(20, False), Refusal(1, True), None, Refusal(20, False)]


def both(server: StateServer, name: str) -> tuple[SharedStore, SharedStore]:
    return SharedStore(SharedServer(server.address), name), SharedStore(SharedServer(server.address), name)


def test_of_many_processes_one_takes_an_update_in(server: StateServer, tmp_path: Path) -> None:
    """However often it is delivered, and to whom."""

    async def look() -> None:
        one, other = both(server, tmp_path.name)
        for number in range(50):
            taken = await asyncio.gather(*(store.receive(str(number), "x") for store in (one, other, one, other)))
            assert sum(taken) == 1
        firsts = await asyncio.gather(*(store.is_first("news") for store in (one, other)))
        assert sorted(firsts) == [False, True]
        taken_up = await asyncio.gather(*(store.take(3, 5) for store in (one, other) * 4))
        assert taken_up.count(None) == 5
        await one.close()
        await other.close()

    asyncio.run(look())


def test_what_a_process_left_is_anothers_after_a_while(
    server: StateServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not while it says that it works on it, and not once it was answered; to one of the others."""
    monkeypatch.setattr(shared_store, "CLAIMED_FOR", 1)

    async def look() -> None:
        one, other = both(server, tmp_path.name)
        for digest in ("left", "worked on", "answered"):
            await one.receive(digest, f"content of {digest}")
        await one.done("answered")
        ends = time.monotonic() + 2.5
        while time.monotonic() < ends:
            assert await one.abandoned(["worked on"]) in ([], [("left", "content of left")])
            await asyncio.sleep(0.2)
        await one.receive("left too", "its content")
        await asyncio.sleep(2.1)
        found = await asyncio.gather(one.abandoned(["worked on", "left"]), other.abandoned([]))
        assert ("left too", "its content") in [item for each in found for item in each]
        assert len([item for each in found for item in each if item[0] == "left too"]) == 1
        await one.close()
        await other.close()

    asyncio.run(look())


def test_a_conversation_is_answered_by_one_process_at_a_time(server: StateServer, tmp_path: Path) -> None:
    """The next question waits for the one before, whichever process has it."""

    async def look() -> None:
        one, other = both(server, tmp_path.name)
        steps: list[str] = []

        async def answer(store: SharedStore, name: str) -> None:
            async with store.conversation(TALK):
                steps.append(name)
                await asyncio.sleep(0.1)
                steps.append(name)

        await asyncio.gather(*(answer(store, str(n)) for n, store in enumerate((one, other, one, other))))
        assert steps[::2] == steps[1::2]
        await one.close()
        await other.close()

    asyncio.run(look())


def test_a_server_that_is_away_is_told_within_the_deadline(tmp_path: Path) -> None:
    """By an error that names it and what to do; what was kept is there when it is back, without a new store."""
    server = StateServer(tmp_path)

    async def look() -> None:
        store = SharedStore(SharedServer(server.address), "1")
        held = await store.hold("answer", 1, 3, "x")
        await asyncio.to_thread(server.stop)
        began = time.monotonic()
        with pytest.raises(AwayError, match=r"redis://127.0.0.1:\d+/0: did not answer within 1 s; start it or correct"):
            await store.held(held)
        assert time.monotonic() - began < 2
        await asyncio.to_thread(server.start)
        assert await store.held(held)
        await store.close()

    asyncio.run(look())
    server.stop()


def test_over_tls_the_certificate_is_looked_at(server: StateServer, tmp_path: Path) -> None:
    """With the authority's file it is used; without, the error says what to set, and waiting would not help."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(secure)

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection("127.0.0.1", server.address.port)
        with contextlib.suppress(OSError):
            await asyncio.gather(pump(reader, there[1]), pump(there[0], writer))

    async def look() -> None:
        front = await asyncio.start_server(pass_on, "127.0.0.1", 0, ssl=secure)
        address = replace(server.address, port=front.sockets[0].getsockname()[1], is_secure=True)
        trusting = SharedStore(SharedServer(replace(address, ca=str(tmp_path / "ca.pem"))), "1")
        assert await trusting.held(await trusting.hold("answer", 1, 3, "x"))
        await trusting.close()
        doubting = SharedStore(SharedServer(address), "1")
        with pytest.raises(StateError, match="certificate is not trusted; set TALKS_STATE_CA") as told:
            await doubting.reach()
        assert not isinstance(told.value, AwayError)
        await doubting.close()
        front.close()

    asyncio.run(look())


def test_a_wrong_password_is_not_waited_for(server: StateServer) -> None:
    """Trying again would not help, so it is no AwayError; no secret is shown."""
    address = Shared("127.0.0.1", server.address.port, password="wrong-password")

    async def look() -> None:
        store = SharedStore(SharedServer(address), "1")
        with pytest.raises(StateError, match="TALKS_STATE_PASSWORD") as told:
            await store.reach()
        assert not isinstance(told.value, AwayError)
        assert "wrong-password" not in str(told.value) + repr(address)
        await store.close()

    asyncio.run(look())
