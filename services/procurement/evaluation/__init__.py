"""An evaluation of a contract by three parties. See docs/procurement/evaluation.md."""
