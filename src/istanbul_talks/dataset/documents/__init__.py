"""What a release says of itself, each module in the terms of one standard."""
