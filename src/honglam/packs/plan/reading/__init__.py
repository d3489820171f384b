"""How a document is read: from bytes to blocks, from blocks to sections, from sections to findings. No database."""
