"""The assessment of a tender: who is qualified, what each bid is worth, and who is awarded it."""
