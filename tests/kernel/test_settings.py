import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from services.needs.settings import Settings
from shared.crypto import Key, Suite

KEY = str(Key(bytes(32), Suite.INTL))
SHOW = (
    "from services.needs.settings import Settings;"
    "print(Settings().database_url.get_secret_value(), Settings().pool_size)"
)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], None]:
    """Tells a service where everything is, as its surroundings would."""

    def tell(told: dict[str, str]) -> None:
        for name, value in told.items():
            monkeypatch.setenv(name, value)

    return tell


def test_a_secret_may_be_a_file_named_like_its_variable(tmp_path: Path) -> None:
    (tmp_path / "needs_database_url").write_text("postgresql+asyncpg://needs_app:x@db/needs")
    given = {"SANSHE_SECRETS_DIR": str(tmp_path), "NEEDS_KEYS_FILE": "keys", "NEEDS_POOL_SIZE": "3"}

    shown = subprocess.run(
        [sys.executable, "-c", SHOW],
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=True,
    )

    assert shown.stdout.split() == ["postgresql+asyncpg://needs_app:x@db/needs", "3"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"NEEDS_POOL_SIZE": "0"}, "NEEDS_POOL_SIZE: "),
        ({"NEEDS_HTTP_PORT": "99999"}, "NEEDS_HTTP_PORT: "),
        ({"NEEDS_RATE_PERSON": "-1"}, "NEEDS_RATE_PERSON: "),
        ({"NEEDS_NATS_REPLICAS": "0"}, "NEEDS_NATS_REPLICAS: "),
        ({"NEEDS_HTTP_HOST": ""}, "NEEDS_HTTP_HOST: "),
        ({"NEEDS_FORWARDED_ALLOW_IPS": "*"}, "NEEDS_FORWARDED_ALLOW_IPS: "),
        ({"NEEDS_FORWARDED_ALLOW_IPS": "0.0.0.0/0"}, "NEEDS_FORWARDED_ALLOW_IPS: "),
        ({"NEEDS_FORWARDED_ALLOW_IPS": "10.1.2.3/16"}, "NEEDS_FORWARDED_ALLOW_IPS: "),
        ({"NEEDS_FORWARDED_ALLOW_IPS": "gateway"}, "NEEDS_FORWARDED_ALLOW_IPS: "),
        ({"NEEDS_NATS_URL": ""}, "NEEDS_NATS_URL: "),
        ({"NEEDS_NATS_URL": "http://a:geheim@b:4222"}, "NEEDS_NATS_URL: "),
        ({"NEEDS_KEYS_FILE": None}, "NEEDS_KEYS_FILE: "),
        ({"NEEDS_DATABASE_URL": "postgresql://a:geheim@b/c"}, "NEEDS_DATABASE_URL: "),
        ({"NEEDS_DATABASE_URL": "postgresql+asyncpg://a:geheim@b:x/c"}, "NEEDS_DATABASE_URL: "),
        ({"NEEDS_DATABASE_URL": "postgresql+asyncpg://a:geheim@b"}, "NEEDS_DATABASE_URL: "),
        ({"NEEDS_MIGRATION_URL": "a:geheim@b/c"}, "NEEDS_MIGRATION_URL: "),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_line_that_names_it_and_no_secret(
    wrong: dict[str, str | None], told: str, given: Callable[[dict[str, str]], None]
) -> None:
    right = {"NEEDS_DATABASE_URL": "postgresql+asyncpg://a:geheim@b/c", "NEEDS_KEYS_FILE": "keys"}
    given({name: value for name, value in (right | wrong).items() if value is not None})

    with pytest.raises(SystemExit) as ended:
        Settings()

    assert_one_line(ended.value, told)


@pytest.mark.parametrize(
    "right",
    [
        {"NEEDS_FORWARDED_ALLOW_IPS": "10.1.2.3, 10.2.0.0/16,fd00::/8"},
        {"NEEDS_NATS_URL": "nats://a:b@[::1]:4222,tls://c:4222"},
        {"NEEDS_NATS_URL": "broker:4222,broker"},
        {"NEEDS_DATABASE_URL": "postgresql+asyncpg://a:b@/needs?host=/run/postgresql"},
    ],
)
def test_whatever_names_a_place_is_taken(
    right: dict[str, str], given: Callable[[dict[str, str]], None]
) -> None:
    told = {"NEEDS_DATABASE_URL": "postgresql+asyncpg://a:b@c/d", "NEEDS_KEYS_FILE": "keys"}
    given(told | right)

    assert Settings()


def assert_one_line(ended: SystemExit, told: str) -> None:
    """A string is what Python says on the way out, with status 1."""
    assert isinstance(ended.code, str)
    assert ended.code.startswith(told)
    assert "\n" not in ended.code
    assert "geheim" not in ended.code


KEYS = [
    None,
    "[]",
    '{"data": {"1": "geheim:"}, "index": "geheim"}',
    f'{{"data": {{"1": "{KEY}"}}, "index": "intl:"}}',
    f'{{"data": {{"1": "{KEY}"}}, "index": "{KEY[:-8]}"}}',
    f'{{"data": {{"1": "{KEY}"}}, "index": "{KEY[:-8]}..geheim"}}',
    f'{{"data": {{"1": "{KEY[:-20]}"}}, "index": "{KEY}"}}',
]
URL = "postgresql+asyncpg://a:geheim@127.0.0.1:1/c"


@pytest.mark.parametrize("held", KEYS)
def test_who_has_not_its_keys_ends_with_a_line_that_names_the_file(
    tmp_path: Path, held: str | None, given: Callable[[dict[str, str]], None]
) -> None:
    file = tmp_path / "keys"
    if held is not None:
        file.write_text(held)
    given({"NEEDS_DATABASE_URL": URL, "NEEDS_KEYS_FILE": str(file)})

    with pytest.raises(SystemExit) as ended:
        Settings().vault()

    assert_one_line(ended.value, f"NEEDS_KEYS_FILE: {file}: ")


@pytest.mark.parametrize("program", ["app", "worker"])
def test_a_program_without_keys_does_not_start(tmp_path: Path, program: str) -> None:
    file = tmp_path / "keys"
    file.write_text(str(KEYS[2]))

    ended = subprocess.run(
        [sys.executable, "-m", f"services.needs.{program}"],
        env=os.environ | {"NEEDS_DATABASE_URL": URL, "NEEDS_KEYS_FILE": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"NEEDS_KEYS_FILE: {file}: ")
    assert ended.stderr.count("\n") == 1
    assert "geheim" not in ended.stderr
