"""Papers of indicators, in the language of Typst."""
