"""A panel: who judges a call, by what, and who stands aside. See docs/procurement/panel.md."""
