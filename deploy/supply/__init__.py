"""What ships and is not ours, and what must never ship. See docs/operations/supply-chain.md."""
