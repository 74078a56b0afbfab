"""The files that deploy the bot name what is there."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

from bot.cli import talks
from tests.subcommands import subcommands

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
SERVICE = (ROOT / "deploy" / "talks.service").read_text(encoding="utf-8")
SETTINGS = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
SCRIPTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]


def test_the_image_copies_what_is_there_and_all_that_is_packaged() -> None:
    copied = {
        name
        for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE)
        for name in shlex.split(line)[:-1]
    }  # fmt: skip
    assert all((ROOT / name).exists() for name in copied)
    packaged = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(packaged["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= copied
    assert packaged["project"]["readme"] in copied


def test_the_image_sets_only_what_is_a_setting_and_runs_a_command() -> None:
    (values,) = re.findall(r"^ENV (.+)$", DOCKERFILE, re.MULTILINE)
    given = dict(pair.split("=", 1) for pair in values.split())
    assert set(given) <= SETTINGS
    # The health check asks where the bot answers.
    assert f"127.0.0.1:{given['TELEGRAM_MONITOR_PORT']}/health" in DOCKERFILE
    assert 'ENTRYPOINT ["talks"]' in DOCKERFILE
    (command,) = re.findall(r'^CMD \["(\w+)"\]$', DOCKERFILE, re.MULTILINE)
    assert "talks" in SCRIPTS
    assert command in subcommands(talks)


def test_the_service_runs_a_command_and_may_write_where_the_settings_say() -> None:
    (folder,) = re.findall(r"^WorkingDirectory=(.+)$", SERVICE, re.MULTILINE)
    (script, command) = re.findall(rf"^ExecStart={folder}/\.venv/bin/(\w+) (\w+)$", SERVICE, re.MULTILINE)[0]
    assert script in SCRIPTS
    assert command in subcommands(talks)
    (writable,) = re.findall(r"^ReadWritePaths=(.+)$", SERVICE, re.MULTILINE)
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in ("TALKS_ARTICLES", "TALKS_INDEX", "TALKS_STATE"):
        (place,) = re.findall(rf"^{name}=(.+)$", example, re.MULTILINE)
        assert f"{folder}/{place.split('/')[0]}" in writable.split()
