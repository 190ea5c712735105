"""Signing in from a mini-program of WeChat. See docs/registry/wechat.md."""
