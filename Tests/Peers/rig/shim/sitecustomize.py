"""Gives rig 2.4.1, which was written for Python 2.7 to 3.6, the names that Python has since removed.

On the path of rig's own programs as well: Python runs this file at its start. rig itself is left as it is.
"""

import collections
import collections.abc
import inspect
from collections import namedtuple

_ArgSpec = namedtuple("ArgSpec", "args varargs keywords defaults")


def _getargspec(function):
    found = inspect.getfullargspec(function)
    return _ArgSpec(found.args, found.varargs, found.varkw, found.defaults)


if not hasattr(inspect, "getargspec"):
    inspect.getargspec = _getargspec
for _name in ("Iterable", "Mapping", "MutableMapping", "Sequence", "Set", "MutableSet", "Callable", "Hashable"):
    if not hasattr(collections, _name):
        setattr(collections, _name, getattr(collections.abc, _name))
