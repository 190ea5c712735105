"""A resolution: what a meeting decided, announced and in effect. See docs/needs/resolution.md."""
