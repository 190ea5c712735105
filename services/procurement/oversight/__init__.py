"""Oversight: who sees a contract's delivery and who may judge it. docs/procurement/oversight.md."""
