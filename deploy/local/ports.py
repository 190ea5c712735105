"""Whether a port is free, and if not, who has it."""

import socket

import psutil

from deploy.local.errors import CommandError
from deploy.local.stack import HOST, Stack


class PortTakenError(CommandError):
    """Somebody else listens where this stack should; the message names the cure."""


def demand_free(stack: Stack) -> None:
    """Raise PortTakenError for all taken ports at once, and for those that two of ours want."""
    wanted = stack.ports()
    first = {port: name for name, (port, _) in reversed(wanted.items())}
    taken = [
        f"port {port} is {first[port]}'s and cannot be {name}'s, too: choose another with"
        f" `sanshe up --{option} …`"
        for name, (port, option) in wanted.items()
        if first[port] != name
    ]
    taken += [
        f"port {port} ({name}) is taken{_holder(port)}: end that program, or choose another port"
        f" with `sanshe up --{option} …` (or SANSHE_{option.upper().replace('-', '_')}=…)"
        for name, (port, option) in wanted.items()
        if not is_free(port)
    ]
    if taken:
        raise PortTakenError("\n".join(taken))


def is_free(port: int) -> bool:
    """Whether nobody listens there now."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections are still fading counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.laddr.port == port and connection.pid and connection.status == "LISTEN":
                return f" by process {connection.pid} ({psutil.Process(connection.pid).name()})"
    except psutil.Error:
        pass  # an ordinary user may not see whose it is
    return ""
