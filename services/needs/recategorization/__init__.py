"""Staff say what a need is really about, and its way is chosen anew. See docs/needs/category.md."""
