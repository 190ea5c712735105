"""`python -m deploy.supply`: what ships is read, listed, and compared with known holes.

    python -m deploy.supply             four checks; exits with 1 if one fails
    python -m deploy.supply bom FILE    writes the bill of materials

A check that could not be made says so, and why; it never counts as passed.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from deploy.supply.bom import bill, fault
from deploy.supply.lock import ALL, ROOT, RUNTIME, packages
from deploy.supply.secrets import known_files, scan

BIN = Path(sys.executable).parent
AUDIT_SECONDS = 180


@dataclass(frozen=True)
class Outcome:
    """What came of a check, in a sentence."""

    verdict: Literal["passed", "FAILED", "NOT RUN"]
    why: str


def dockerfile() -> Outcome:
    """Whether hadolint has something to say."""
    told = _run([BIN / "hadolint", "--no-color", ROOT / "deploy/Dockerfile"])
    if told.returncode:
        return Outcome("FAILED", told.stdout + told.stderr)
    return Outcome("passed", "hadolint has nothing to say")


def secrets() -> Outcome:
    """No file that git knows holds a secret."""
    found = scan(ROOT)
    if found:
        return Outcome("FAILED", "\n".join(found))
    return Outcome("passed", f"{len(known_files(ROOT))} files")


def materials() -> Outcome:
    """The bill of materials can be made, and is what CycloneDX says it must be."""
    text = bill()
    wrong = fault(text)
    if wrong is not None:
        return Outcome("FAILED", wrong)
    listed = {(one["name"], one["version"]) for one in json.loads(text)["components"]}
    missing = [one.name for one in packages(RUNTIME) if (one.name, one.version) not in listed]
    if missing:
        return Outcome("FAILED", f"not listed: {missing}")
    return Outcome("passed", f"CycloneDX 1.6 of {len(listed)} components")


def advisories() -> Outcome:
    """Known vulnerabilities of everything in the lock, as the package index tells them.

    Not every mirror does (its JSON API), so one package is asked for before all.
    """
    first = packages(ALL)[0]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as probe:
        hashes = " ".join(f"--hash=sha256:{one}" for one in first.sha256)
        probe.write(f"{first.name}=={first.version} {hashes}\n")
        probe.flush()
        alone = _audit(Path(probe.name))
    return alone if alone.verdict == "NOT RUN" else _audit(ALL)


def _audit(lock: Path) -> Outcome:
    asked = ["--require-hashes", "--disable-pip", "--format=json", "--progress-spinner=off"]
    try:
        told = _run([BIN / "pip-audit", "--requirement", lock, *asked], seconds=AUDIT_SECONDS)
    except subprocess.TimeoutExpired:
        return Outcome("NOT RUN", f"no answer within {AUDIT_SECONDS} s")
    return judged(told.stdout, told.stderr)


def judged(answer: str, complaint: str) -> Outcome:
    """What pip-audit's JSON means; what it skipped it did not look at."""
    try:
        known = json.loads(answer)["dependencies"]
    except ValueError:
        return Outcome("NOT RUN", complaint.strip().rpartition("\n")[2] or "pip-audit said nothing")
    holes = [
        f"{one['name']} {one['version']}: {hole['id']}, mended in {hole['fix_versions']}"
        for one in known
        for hole in one.get("vulns", [])
    ]
    if holes:
        return Outcome("FAILED", "\n".join(holes))
    skipped = [one["name"] for one in known if "skip_reason" in one]
    if skipped or not known:
        return Outcome("NOT RUN", f"the index told no advisories when asked for {skipped}")
    return Outcome("passed", f"no known vulnerability in {len(known)} packages")


def _run(command: Sequence[str | Path], seconds: int = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )


CHECKS: dict[str, Callable[[], Outcome]] = {
    "Dockerfile": dockerfile,
    "secrets": secrets,
    "materials": materials,
    "advisories": advisories,
}


def main(*asked: str) -> None:
    """Run the checks, or write the bill."""
    match asked:
        case ():
            pass
        case ("bom", file):
            Path(file).write_text(bill())
            return
        case _:
            sys.exit(__doc__)
    with ThreadPoolExecutor(len(CHECKS)) as crowd:
        running = {name: crowd.submit(check) for name, check in CHECKS.items()}
        outcomes = {name: one.result() for name, one in running.items()}
    for name, outcome in outcomes.items():
        print(f"{name:<12}{outcome.verdict:<9}{outcome.why}")  # noqa: T201 - this is its answer
    sys.exit(any(outcome.verdict == "FAILED" for outcome in outcomes.values()))


if __name__ == "__main__":
    main(*sys.argv[1:])
