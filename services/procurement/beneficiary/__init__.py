"""A beneficiary's pseudonym within one contract. See docs/procurement/beneficiary.md."""
