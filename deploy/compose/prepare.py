"""Makes every secret of the containers once, and hands each container its own.

`python -m deploy.compose.prepare`, as root, before anything else starts. `MASTER` keeps what was
made; `MOUNTS` is written anew each time: one folder per container, mounted there as /run/secrets,
each file readable only by the user that the container runs as.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from deploy.local import databases, nats
from deploy.local.credentials import ADMIN_FILE, IMPORT_FILE, Credentials, new_password, once
from deploy.local.postgres import SUPERUSER
from deploy.local.stack import SERVICES, Stack

MASTER = Path("/secrets/master")
MOUNTS = Path("/secrets/mounts")
VOLUMES = Path("/volumes")
"""Volumes whose first owner would be root."""
ANYWHERE = "0.0.0.0"  # noqa: S104 - of the container's own networks, which are internal
NATS_PORT = 4222
NATS_STORE = Path("/data")
HERE = Path(__file__).parent
MONITOR = 'http: "127.0.0.1:8222"\n'
"""What the health check of NATS asks; nobody outside its container reaches it."""
OWN_USER = 65532
"""Of our image; NATS and the gateway run as it too."""
POSTGRES_USER = 999
"""Of PostgreSQL's own image."""
PASSFILE = "pgpass"
"""What lets psql in, inside the container of PostgreSQL; its socket asks for the password, too."""
ALERTS = "alertmanager.yml"
"""Whom Alertmanager tells: written by the operator in `MASTER`, for it holds passwords."""

WECHAT_SECRET = "wechat-secret"  # noqa: S105 - a file
"""The AppSecret of the mini-program, in `MASTER`: put there by the operator, if there is one."""

TLS = ("certificate.pem", "key.pem")
"""The gateway's, in `MASTER`/tls: put there, and replaced, by the operator."""
HTTPS = """https://:8443 {
	tls /run/secrets/certificate.pem /run/secrets/key.pem
	import platform
}
"""

Folder = dict[str, str]


def main() -> None:
    """Make what is missing, write what is mounted."""
    MASTER.mkdir(mode=0o700, exist_ok=True)
    MOUNTS.mkdir(mode=0o755, exist_ok=True)
    for name, folder in mounts(Stack(data=MASTER)).items():
        hand_over(MOUNTS / name, folder, POSTGRES_USER if name == "postgres" else OWN_USER)
    for volume in VOLUMES.iterdir():
        os.chown(volume, OWN_USER, OWN_USER)


def mounts(master: Stack, database: Callable[[str], str] | None = None) -> dict[str, Folder]:
    """Who gets which files; what they hold is made if it is not in `master` yet.

    `database` names the host of a service's database; without it one host has all four.
    """
    credentials = Credentials(master)
    superuser = once(master.data / "postgres-password", new_password())
    superuser_url = f"postgresql://{SUPERUSER}:{superuser}@postgres:5432/postgres"
    users = {service: credentials.password(service, "nats") for service in SERVICES}
    broker = nats.configuration(ANYWHERE, NATS_PORT, NATS_STORE, users)
    found = {
        "postgres": {"password": superuser, PASSFILE: f"*:*:*:{SUPERUSER}:{superuser}\n"},
        "nats": {
            "nats.conf": broker + MONITOR,
            "start.sh": (HERE / "nats_start.sh").read_text(),
            "health.sh": (HERE / "nats_health.sh").read_text(),
        },
        "databases": {
            "superuser_url": superuser_url,
            "passwords.json": (master.data / "passwords.json").read_text(),
        },
        "demo": {
            ADMIN_FILE: credentials.admin,
            IMPORT_FILE: once(master.data / IMPORT_FILE, new_password()),
        },
        "gateway": _of_gateway(master.data / "tls"),
        "alertmanager": {ALERTS: once(master.data / ALERTS, (HERE / ALERTS).read_text())},
        "grafana": {"admin_password": once(master.data / "grafana-password", new_password())},
    }
    for service in SERVICES:
        keys = credentials.keys_file(master, service).read_text()
        host = database(service) if database else "postgres"
        found |= _of_service(credentials, service, f"postgresql://{host}:5432", keys)
    found["bootstrap"] = found["registry"] | {"sanshe_admin_password": credentials.admin}
    if (wechat := master.data / WECHAT_SECRET).exists():
        found["registry"]["registry_wechat_secret"] = wechat.read_text()
    return found


def _of_gateway(folder: Path) -> Folder:
    """The certificate and its key, if there are both, and the site that uses them."""
    there = {name: (folder / name).read_text() for name in TLS if (folder / name).exists()}
    return there | {"https.caddy": HTTPS} if len(there) == len(TLS) else {}


def _of_service(
    credentials: Credentials, service: str, server: str, keys: str
) -> dict[str, Folder]:
    """What serves people does not get the owner's address; what migrates gets nothing else."""
    url = {
        role: databases.address(server, service, role, credentials.password(service, role))
        for role in ("owner", "app")
    }
    broker = f"nats://{service}:{credentials.password(service, 'nats')}@nats:{NATS_PORT}"
    used = {f"{service}_database_url": url["app"]}
    serving = {
        f"{service}_nats_url": broker,
        f"{service}_keys.json": keys,
    }
    return {
        service: used | serving,
        f"{service}-migrate": used | {f"{service}_migration_url": url["owner"]},
    }


def hand_over(place: Path, folder: Folder, user: int) -> None:
    """Write a folder's files for one user, each complete or not at all; others are removed.

    The folder itself stays the same: a container that runs has it mounted.
    """
    place.mkdir(mode=0o755, exist_ok=True)
    for stale in set(place.iterdir()) - {place / name for name in folder}:
        shutil.rmtree(stale) if stale.is_dir() else stale.unlink()
    for name, text in folder.items():
        unfinished = place / f"{name}.unfinished"
        unfinished.touch(mode=0o600)
        unfinished.write_text(text)
        os.chown(unfinished, user, user)
        unfinished.rename(place / name)


if __name__ == "__main__":
    main()
