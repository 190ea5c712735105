"""A redemption item: something organizations can have for their credits."""
