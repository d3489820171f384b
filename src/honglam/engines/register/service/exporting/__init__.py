"""Records as files: which are taken, how each form is written, who asked and what for."""
