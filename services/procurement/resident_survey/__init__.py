"""A resident survey: one beneficiary's word, by a link. See docs/procurement/resident_survey.md."""
