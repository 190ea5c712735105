"""What is done about a resolution, and how residents find it. See docs/needs/resolution.md."""
