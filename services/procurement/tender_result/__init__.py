"""The result of a tender: it is awarded in rank order, and everybody is told how all came out."""
