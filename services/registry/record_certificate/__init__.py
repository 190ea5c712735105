"""A record of a volunteer's service on paper. See docs/registry/record_certificate.md."""
