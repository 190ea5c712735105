"""A credit account: where an organization's credits stand, or where they are issued from."""
