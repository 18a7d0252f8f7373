#!/usr/bin/python3 -IS
# A program for hosts, assembled by actions/src/hosts/remote/scripts.ts: its modules follow, each after those that it
# imports. The last one is the program itself.
import os
import sys

# With a stricter umask nginx and PHP could not read what a program writes for them. Programs with secrets set their
# own.
os.umask(0o022)


def load(name, source):
    module = sys.modules[name] = type(sys)(name)
    exec(compile(source, name.replace(".", "/") + ".py", "exec"), vars(module))
