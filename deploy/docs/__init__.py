"""Writes the documentation that is made from code: `python -m deploy.docs`, or `make docs`.

Everything under docs/generated/ and tests/contracts/{events,openapi}/ comes from here and is
committed, so that every change of a state, a refusal, an event or an endpoint is seen in review.
"""
