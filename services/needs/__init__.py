"""Needs: what residents ask for, how it is classified, and the menu services sent out for it."""
