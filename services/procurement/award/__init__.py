"""An award: a project goes to whom a panel ranked first. See docs/procurement/award.md."""
