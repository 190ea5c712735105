"""The public view: what everyone may know of credits, and no figure that points at one person."""
