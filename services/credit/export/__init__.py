"""An export: the whole ledger as other people's bookkeeping programs read it."""
