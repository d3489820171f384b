"""The pages of cases, by surface."""
