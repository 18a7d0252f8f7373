"""The files of a release: what `content` keeps when it arrives, and what `facts` compare with that later."""

# When each changed last in any way, mode, size, time, owner and path, of all but the directories and what lies on the
# share.
LISTING = ["find", ".", "-path", "./uploads", "-prune", "-o", "!", "-type", "d", "-printf", "%C@ %m %s %T@ %U %P\\0"]
