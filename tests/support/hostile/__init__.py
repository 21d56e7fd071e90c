"""Bad inputs that strangers might send, and near misses that must pass: one module a class.

Each has BAD, NEAR and, where the program failed some at first, FOUND.
"""
