"""How a process runs: SpiffWorkflow behind a few functions and plain data. Nothing outside knows the library."""
