"""The difference of two versions of a corpus: `compare` finds it, `versions` reads folders, revisions and releases, `show` words it."""
