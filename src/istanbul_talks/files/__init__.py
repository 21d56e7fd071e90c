"""The only package that opens files: the corpus on disk, strict JSON, git, the cache.

In: paths and bytes. Out: bytes, values with their lines and columns, and files written whole or not at all.
"""
