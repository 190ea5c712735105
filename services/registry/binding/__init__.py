"""Putting a registered person behind an account that has none. See docs/registry/wechat.md."""
