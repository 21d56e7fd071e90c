"""The command line: `commands.toml` lists the commands, each module runs one.

In: arguments. Out: printed lines and an exit code.
"""
