"""How a release describes itself: one module per standard."""
