"""A body's annual check: its report, and what came of it. See docs/registry/annual_check.md."""
