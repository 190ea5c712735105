"""A menu item: a service residents may order from filed teams. See docs/needs/menu_item.md."""
