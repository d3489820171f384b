"""What happens to a case: steps of its process, and the rows that say so."""
