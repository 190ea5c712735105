"""Prints the Secrets of a cluster: `python -m deploy.kubernetes.secrets FOLDER [--ha]`.

For `kubectl apply -f -`. `FOLDER` keeps what was made (see deploy/compose/prepare.py): the same
folder gives the same Secrets. A city with a vault of its own makes Secrets of these names there.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from deploy.compose import prepare
from deploy.local import nats
from deploy.local.credentials import new_password, once
from deploy.local.postgres import SUPERUSER
from deploy.local.stack import SERVICES, Stack

NAMESPACE = "sanshe"


def main() -> None:
    """Write a List that kubectl reads."""
    told = argparse.ArgumentParser(prog="python -m deploy.kubernetes.secrets")
    told.add_argument("folder", type=Path, help="keeps what was made; keep it safe")
    told.add_argument("--ha", action="store_true", help="a PostgreSQL for each service")
    asked = told.parse_args()
    found = secrets(Stack(data=asked.folder), ha=asked.ha)
    items = [_manifest(name, texts) for name, texts in found.items()]
    json.dump({"apiVersion": "v1", "kind": "List", "items": items}, sys.stdout, indent=2)


def secrets(master: Stack, *, ha: bool) -> dict[str, prepare.Folder]:
    """Who gets which files; with `ha` each service has a PostgreSQL and a superuser of its own."""
    found = prepare.mounts(master, (lambda name: f"{name}-database-rw") if ha else None)
    known = json.loads(found.pop("databases")["passwords.json"])
    superuser = found.pop("postgres")["password"]
    for name in ("demo", "gateway", "alertmanager", "grafana"):
        del found[name]
    if not ha:
        found["postgres"] = {"password": superuser}
    for service in SERVICES:
        host = "postgres"
        if ha:
            host = f"{service}-database-rw"
            superuser = once(master.data / f"{service}-superuser", new_password())
            found[f"{service}-superuser"] = {"username": SUPERUSER, "password": superuser}
        own = {key: value for key, value in known.items() if key.startswith(f"{service}_")}
        found[f"{service}-databases"] = {
            "superuser_url": f"postgresql://{SUPERUSER}:{superuser}@{host}:5432/postgres",
            "passwords.json": json.dumps(own),
        }
    if ha:
        users = {service: known[f"{service}_nats"] for service in SERVICES}
        found["nats"] = {"authorization.conf": nats.authorization(users)}
    return found


def _manifest(name: str, texts: prepare.Folder) -> dict[str, Any]:
    kind = "kubernetes.io/basic-auth" if name.endswith("-superuser") else "Opaque"
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": NAMESPACE},
        "type": kind,
        "stringData": texts,
    }


if __name__ == "__main__":
    main()
