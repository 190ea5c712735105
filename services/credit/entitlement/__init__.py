"""An entitlement: support that a tier brings, and how much of it was used."""
