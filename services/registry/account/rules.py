"""What a username and a password may be: text in, text or refusal out."""

import re
import unicodedata

from services.registry.account.errors import BadUsername, WeakPassword

PASSWORD_LENGTH_MIN = 10
PASSWORD_DIFFERENT_MIN = 5
PASSWORD_BYTES_MAX = 256

_USERNAME = re.compile(r"[\w.@+-]{3,64}")


def normalized_username(typed: str) -> str:
    """The one form under which a username is stored and looked up: NFKC, case folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold()).strip()


def new_username(typed: str) -> str:
    """A normalised username of 3 to 64 letters, digits, `.`, `_`, `@`, `+` or `-`."""
    username = normalized_username(typed)
    if not _USERNAME.fullmatch(username):
        raise BadUsername("/username")
    return username


def check_new_password(password: str, username: str, *, pointer: str) -> None:
    """Refuse a password that is too short, too long, or holds the username; length is strength."""
    given = unicodedata.normalize("NFKC", password)
    too_long = len(given.encode()) > PASSWORD_BYTES_MAX
    guessable = username in given.casefold() or len(set(given)) < PASSWORD_DIFFERENT_MIN
    if len(given) < PASSWORD_LENGTH_MIN or too_long or guessable:
        raise WeakPassword(pointer, PASSWORD_LENGTH_MIN, PASSWORD_BYTES_MAX, PASSWORD_DIFFERENT_MIN)
