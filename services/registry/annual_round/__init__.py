"""A round of annual checks: which bodies of a region report for which year, until when."""
