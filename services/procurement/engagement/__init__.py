"""An engagement: who may evaluate which contract. See docs/procurement/engagement.md."""
