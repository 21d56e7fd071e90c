"""The documents of a release folder: card, Croissant, citation, manifest."""
