"""Provenance: what became of a need, hash by hash. See docs/procurement/provenance.md."""
