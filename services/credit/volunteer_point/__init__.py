"""Volunteers' points: what a volunteer's certified hours of a month are worth."""
