"""Where one local stack lies and listens; what is not said is a default."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from deploy.local.errors import CommandError

ROOT = Path(__file__).parents[2]
SERVICES = ("registry", "needs", "procurement", "credit")
HOST = "127.0.0.1"
OFF = "off"
"""In place of a gateway's address: there is none."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """The directory, the ports, and the servers that are somebody else's."""

    data: Path = ROOT / ".data"
    gateway_port: int = 8080
    api_port: int = 8101
    """The first of four, in the order of SERVICES; so is `worker_port`."""
    worker_port: int = 8201
    postgres_port: int = 54329
    nats_port: int = 42229
    postgres_url: str | None = None
    """A superuser's address: then no PostgreSQL is started."""
    nats_url: str | None = None
    """What every service connects to: then no NATS is started."""
    gateway: str | None = None
    """`off`, or the address of a gateway that is already there: then no Caddy is started."""

    @property
    def logs(self) -> Path:
        """One file per process."""
        return self.data / "logs"

    @property
    def state(self) -> Path:
        """Who runs, and where: written by a running stack, read by the other commands."""
        return self.data / "state"

    @property
    def keys(self) -> Path:
        """The keys of the services' personal data: whoever loses them loses the data."""
        return self.data / "keys"

    @property
    def gateway_url(self) -> str | None:
        """Where people come in; None when the gateway is off."""
        if self.gateway == OFF:
            return None
        return self.gateway or f"http://{HOST}:{self.gateway_port}"

    def http_port(self, service: str) -> int:
        """Where a service's API listens."""
        return self.api_port + SERVICES.index(service)

    def health_port(self, service: str) -> int:
        """Where a service's worker tells its health."""
        return self.worker_port + SERVICES.index(service)

    def api(self, service: str) -> str:
        """The address of a service's API, through the gateway where there is one."""
        base = self.gateway_url or f"http://{HOST}:{self.http_port(service)}"
        return f"{base}/api/{service}/v1"

    def ports(self) -> dict[str, tuple[int, str]]:
        """Every port this stack will listen on: whose it is, and which option moves it."""
        ports = {}
        if self.postgres_url is None:
            ports["postgres"] = (self.postgres_port, "postgres-port")
        if self.nats_url is None:
            ports["nats"] = (self.nats_port, "nats-port")
        if self.gateway is None:
            ports["gateway"] = (self.gateway_port, "gateway-port")
        for service in SERVICES:
            ports[f"{service}-api"] = (self.http_port(service), "api-port")
            ports[f"{service}-worker"] = (self.health_port(service), "worker-port")
        return ports

    @classmethod
    def from_environment(cls, **ports: int) -> Self:
        """A stack with these ports; directory and foreign servers come from the environment."""
        return cls(
            data=data_directory(),
            postgres_url=os.environ.get("SANSHE_POSTGRES_URL") or None,
            nats_url=os.environ.get("SANSHE_NATS_URL") or None,
            gateway=_gateway(),
            **ports,
        )

    def save(self) -> None:
        """Leave a note for the other commands; it may hold passwords, so only we may read it."""
        self.state.mkdir(parents=True, exist_ok=True)
        file = self.state / "stack.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps({**asdict(self), "data": str(self.data)}, indent=2))

    @classmethod
    def load(cls, data: Path) -> Self:
        """The stack last started in `data`; else the one behind SANSHE_GATEWAY, run elsewhere."""
        file = data / "state" / "stack.json"
        if not file.exists():
            if _gateway() not in {None, OFF}:
                return cls.from_environment()
            raise CommandError(f"no stack was started in {data} yet: `sanshe up`")
        try:
            return cls(**{**json.loads(file.read_text()), "data": data})
        except (ValueError, TypeError) as error:  # a full disk, a power cut
            raise CommandError(
                f"{file} does not say where the stack is ({error}): `sanshe up` writes it anew"
            ) from None


def data_directory() -> Path:
    """Where the stack keeps everything: SANSHE_DATA, or `.data` beside the code."""
    return Path(os.environ.get("SANSHE_DATA") or Stack.data).absolute()


def _gateway() -> str | None:
    """What SANSHE_GATEWAY says: nothing, `off`, or where a gateway is."""
    told = os.environ.get("SANSHE_GATEWAY", "").rstrip("/")
    try:
        at = urlsplit(told)
        is_one = at.scheme in {"http", "https"} and bool(at.hostname) and at.port != 0
    except ValueError:
        is_one = False
    if told not in {"", OFF} and not is_one:
        raise CommandError(f"SANSHE_GATEWAY is {told}: it may be off, or http://HOST:PORT")
    return told or None
