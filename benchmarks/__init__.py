"""How near the platform comes to what the machine can do; see docs/benchmarks.md."""
