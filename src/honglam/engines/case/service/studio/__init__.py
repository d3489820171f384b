"""How procedures are made, published and replaced."""
