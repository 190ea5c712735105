"""A person: a resident the platform serves or who serves others. See docs/registry/person.md."""
