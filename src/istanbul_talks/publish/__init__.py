"""A release folder to where others get it: one module a kind of host. Each first looks, says what it would do, and checks by hash what arrived."""
