"""Plans: a document goes in, and what it says comes out."""
