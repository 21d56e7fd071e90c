"""Makes `import pandas` fail: pyarrow looks for it, and a run without it starts in half the time."""

raise ImportError("left out by the fault tests")
