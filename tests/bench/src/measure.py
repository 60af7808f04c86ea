"""Runs a command and prints, of the whole process: microseconds of wall time, microseconds of
processor time (user and system), and the peak of its resident memory in KiB.

Rust's standard library can't ask the system for the last two, and the program that we compare
ourselves with needs Python in any case."""

import os
import sys
import time

start = time.perf_counter_ns()
with open(os.devnull, "r+b") as null:
    streams = [(os.POSIX_SPAWN_DUP2, null.fileno(), stream) for stream in (0, 1, 2)]
    child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=streams)
_, status, used = os.wait4(child, 0)
wall = (time.perf_counter_ns() - start) // 1000
if os.waitstatus_to_exitcode(status) != 0:
    sys.exit(f"{sys.argv[1:]} failed")
print(wall, round((used.ru_utime + used.ru_stime) * 1e6), used.ru_maxrss)
