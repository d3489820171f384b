"""The beginning of a pack: `make new-pack NAME=wells`."""
