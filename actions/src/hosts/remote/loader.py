#!/usr/bin/python3 -IS
# One program for hosts, put together by actions/src/hosts/remote/program.ts: its modules follow, each after those that
# it imports, and the last one says what the program does.
import os
import sys

# The host's own may keep from nginx and PHP what a program makes for them. What is secret sets its own.
os.umask(0o022)


def load(name, source):
    module = sys.modules[name] = type(sys)(name)
    exec(compile(source, name.replace(".", "/") + ".py", "exec"), vars(module))
