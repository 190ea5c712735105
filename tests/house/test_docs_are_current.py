"""What is generated from code is committed as the code now says it."""

from deploy.docs.__main__ import pages, stale


def test_make_docs_would_change_nothing() -> None:
    assert stale(pages()) == []
