"""Puts the bot together and runs it."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys

import httpx
from telegram import (
    LinkPreviewOptions,
    Update,
)
from telegram.error import InvalidToken
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    Defaults,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot.live import Live
from bot.settings import Settings, SettingsError
from bot.state import AwayError
from bot.telegram_skin.administration import Administration
from bot.telegram_skin.asking import Asking
from bot.telegram_skin.building import Builder
from bot.telegram_skin.commands import Commands
from bot.telegram_skin.following import follow
from bot.telegram_skin.gate import Gate
from bot.telegram_skin.inbox import Inbox, KeepingApplication
from bot.telegram_skin.inline import Inline
from bot.telegram_skin.menus import register_commands
from bot.telegram_skin.opening import open_store, token_of
from bot.telegram_skin.presses import Presses
from bot.telegram_skin.reporting import Redacting, Reporter, set_up_logging
from bot.telegram_skin.sending import Patient
from bot.telegram_skin.service import Service
from bot.telegram_skin.store import Store
from bot.telegram_skin.watching import Watch
from bot.telegram_skin.webhook import host_of, webhook_of
from index.cli import IndexPaths

log = logging.getLogger(__name__)

# Seconds for which a thread that works out an answer keeps the interpreter. The event loop waits that long for each of
# its many small steps: with Python's own 0.005 a busy bot takes and sends a hundred messages a second less.
_TURN = 0.0005
# Connections to Telegram at once, and how many of them stay open: every call looks at each that is.
_CONNECTIONS, _KEPT_OPEN = 32, 6
# Seconds between two tries to reach a state that is away at the start.
_PAUSE = 2.0
UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]


def check_settings(settings: Settings) -> None:
    """Raises SettingsError when the token is missing, or an address or a secret can't work."""
    token_of(settings)
    host_of(settings.telegram_api_url, "TELEGRAM_API_URL")
    webhook_of(settings)


def run(live: Live, settings: Settings, places: IndexPaths) -> None:
    """Serves Telegram until SIGTERM or SIGINT. Raises SettingsError when a setting is missing or refused."""
    token, host, webhook = (
        token_of(settings),
        host_of(settings.telegram_api_url, "TELEGRAM_API_URL"),
        webhook_of(settings),
    )
    redacting = Redacting(token)
    set_up_logging(redacting, settings.talks_log_level)
    sys.setswitchinterval(_TURN)
    # What is loaded by now stays. Looking through it for garbage would stop everything for a third of a second.
    gc.collect()
    gc.freeze()
    service = Service(live, settings, places, open_store(settings))
    application = build(service, token, redacting)
    log.info("event=starting api=%s by=%s", host, "webhook" if webhook else "polling")
    try:
        if webhook is None:
            application.run_polling(allowed_updates=UPDATES, bootstrap_retries=-1)
        else:
            application.run_webhook(
                listen=settings.telegram_webhook_listen,
                port=settings.telegram_webhook_port,
                url_path=webhook.path,
                webhook_url=webhook.url,
                secret_token=webhook.secret,
                allowed_updates=UPDATES,
                bootstrap_retries=-1,
            )
    except InvalidToken:
        # Its own message spells out the token.
        raise SettingsError(
            f"TELEGRAM_BOT_TOKEN: {host} does not know it; copy it again from @BotFather into .env"
        ) from None
    finally:
        service.close()
    log.info("event=stopped")


def build(service: Service, token: str, redacting: Redacting) -> KeepingApplication:
    """The application with all its handlers, not yet started."""
    settings = service.settings
    base = settings.telegram_api_url.rstrip("/")
    max_age = settings.telegram_max_age_minutes * 60
    inbox = Inbox(service.store, service.metrics, max_age, waits=not settings.telegram_webhook_url)
    patient = Patient(settings.telegram_sends_per_second)
    application = (
        Application.builder()
        .application_class(KeepingApplication)
        .token(token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .concurrent_updates(True)
        .update_queue(inbox)
        .rate_limiter(patient)
        .request(_calls())
        .build()
    )
    assert isinstance(application, KeepingApplication)
    application.inbox, application.patient = inbox, patient
    watch = Watch(service, application.bot)

    builder = Builder(service.places)

    async def started(_: object) -> None:
        log.info("event=started bot=%s", application.bot.name)
        await _reached(service.store)
        beside = [
            register_commands(application.bot, settings.telegram_admins),
            inbox.look_after(lambda content: Update.de_json(content, application.bot)),
        ]
        if settings.telegram_watch:
            beside.append(follow(service, builder, application.bot))
        await watch.start(*beside)

    async def before_stop() -> None:
        await builder.stop()
        await watch.stop()

    application.post_init, application.before_stop = started, before_stop
    _add_handlers(application, service, Administration(service, builder))
    application.add_error_handler(Reporter(service, redacting).on_error)
    return application


async def _reached(store: Store) -> None:
    """Waits for a state that is away. Raises StateError where waiting would not help."""
    while True:
        try:
            return await store.reach()
        except AwayError as error:
            log.warning("event=state_away error=%s", error)
        await asyncio.sleep(_PAUSE)


def _calls() -> HTTPXRequest:
    """How the bot calls Telegram, other than to ask for updates."""
    limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_KEPT_OPEN)
    return HTTPXRequest(
        read_timeout=20, pool_timeout=20, connection_pool_size=_CONNECTIONS, httpx_kwargs={"limits": limits}
    )


def _add_handlers(application: KeepingApplication, service: Service, administration: Administration) -> None:
    asking = Asking(service, application.inbox)
    commands, presses = Commands(service, asking), Presses(service, asking, administration)
    # Without it handlers also fire on edited messages, and an edit would be answered as a new question.
    new, edited = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
    private = new & filters.ChatType.PRIVATE
    admin = private & filters.User(service.settings.telegram_admins)
    application.add_handler(TypeHandler(Update, Gate(service).pass_on), group=-1)
    application.add_handlers(
        [
            CommandHandler("start", commands.start, new),
            CommandHandler("help", commands.help, new),
            CommandHandler("ask", asking.question, new),
            CommandHandler("sources", commands.sources, new),
            CommandHandler("latest", commands.latest, new),
            CommandHandler("check", commands.check, new),
            CommandHandler("timeline", commands.timeline, new),
            CommandHandler("status", commands.status, new),
            CommandHandler("new", commands.new, new),
            CommandHandler("privacy", commands.privacy, new),
            CommandHandler("forget", commands.forget, new),
            CommandHandler("reindex", administration.reindex, admin),
            CommandHandler("add", administration.how_to_add, admin),
            CommandHandler("remove", administration.remove, admin),
            CommandHandler("stats", administration.stats, admin),
            MessageHandler(admin & filters.Document.ALL, administration.add),
            MessageHandler(new & filters.COMMAND, commands.unknown),
            MessageHandler((new | edited) & filters.TEXT, asking.question),
            MessageHandler(private & ~filters.StatusUpdate.ALL, asking.not_text),
            CallbackQueryHandler(presses.press),
            InlineQueryHandler(Inline(service).query),
        ]
    )
