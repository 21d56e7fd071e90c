"""The only package that opens files: the corpus on disk, strict JSON, git, the cache.

In: paths and bytes. Out: bytes, values with their lines, files written fully or not at all.
"""
