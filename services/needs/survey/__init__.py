"""A survey: what the resident says about a service, asked once. See docs/needs/survey.md."""
