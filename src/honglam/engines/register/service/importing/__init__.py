"""Files into registers: read, matched, judged, written."""
