"""Makes `import pandas` fail: pyarrow looks for it, and without it a run starts twice as fast."""

raise ImportError("left out by the fault tests")
