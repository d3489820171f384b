"""The land database: parcels, people, rights and papers, as ISO 19152 has them."""
