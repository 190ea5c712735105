"""A transfer: credits moved from one account to another, once and for ever; the ledger."""
