"""A draft of an organization: written, and corrected until its authority is asked."""
