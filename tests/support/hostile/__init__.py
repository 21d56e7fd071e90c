"""Bad inputs that strangers might send, and near misses that must pass: one module a class, each with BAD, NEAR and, where the program failed some at first, FOUND."""
