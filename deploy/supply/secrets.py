"""Secrets that were written into a file by mistake, known by their form.

Passwords assigned in Python are ruff's (S105 – S107); this reads every file that git knows.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

FORMS = {
    "private key": r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----",
    "JWT": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}",
    "GitHub token": r"\b(?:gh[pousr]_\w{36,}|github_pat_\w{60,})",
    "GitLab token": r"\bglpat-[\w-]{20,}",
    "package index token": r"\b(?:pypi-AgE[\w-]{50,}|npm_\w{36})",
    "Slack token": r"\bxox[abprs]-[\w-]{10,}",
    "AWS access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "Alibaba Cloud access key": r"\bLTAI[0-9A-Za-z]{12,24}\b",
    "Tencent Cloud access key": r"\bAKID[0-9A-Za-z]{32}\b",
    "WeChat AppSecret": r"(?i)app_?secret\W{1,4}[0-9a-f]{32}\b",
    "password in an address": r"://[\w.-]+:[\w-]{16,}@",
    "assigned secret": (
        r"(?i)(?:password|passwd|secret|token|api_?key)\w{0,20}[\"']?\s{0,3}[:=]\s{0,3}[\"']"
        r"(?=\S*[0-9])(?=\S*[a-zA-Z])[\w+/=-]{24,}[\"']"
    ),
}
SIZE_MAX = 2_000_000
"""Bytes of a file that is read; larger ones are data."""


def found_in(text: str) -> Iterator[tuple[int, str]]:
    """The line and the kind of every secret in a text."""
    for name, form in FORMS.items():
        for one in re.finditer(form, text):
            yield text.count("\n", 0, one.start()) + 1, name


def known_files(root: Path) -> list[Path]:
    """What git knows or would take in."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(listed, cwd=root, capture_output=True, text=True, check=True)
    names = [root / name for name in told.stdout.split("\0") if name]
    return [file for file in names if file.is_file() and file.stat().st_size <= SIZE_MAX]


def scan(root: Path) -> list[str]:
    """Every secret in the tree as `file:line: kind`; never the secret itself."""
    return [
        f"{file.relative_to(root)}:{line}: {kind}"
        for file in known_files(root)
        for line, kind in found_in(file.read_text(errors="replace"))
    ]
