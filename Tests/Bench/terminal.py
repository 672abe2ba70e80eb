"""A program on a pseudo-terminal, measured from outside. Standard library only.

Times are seconds of a monotonic clock, memory is KiB, processor time is user and system seconds of the process tree.
"""

import errno
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time

KEYS = {"Up": "\x1bOA", "Down": "\x1bOB", "Enter": "\r", "Esc": "\x1b", "^R": "\x12"}

# What programs ask a terminal, and what a plain one answers.
QUERIES = [
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>41;354;0c"),
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
]


def cpu(process):
    """Processor seconds of one process, all threads, ended ones too."""
    try:
        return time.clock_gettime(((~process) << 3) | 2)
    except OSError:
        return 0.0


def tree(process):
    """The process and its descendants."""
    found, ahead = [], [process]
    while ahead:
        one = ahead.pop()
        found.append(one)
        try:
            for thread in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{thread}/children") as children:
                    ahead += [int(word) for word in children.read().split()]
        except OSError:
            pass
    return found


def status(processes, field, threads=False):
    """A number of /proc/PID/status, summed over processes (and their threads)."""
    total = 0
    for process in processes:
        try:
            folders = [f"/proc/{process}/task/{t}" for t in os.listdir(f"/proc/{process}/task")] \
                if threads else [f"/proc/{process}"]
            for folder in folders:
                with open(folder + "/status") as text:
                    found = re.search(rf"^{field}:\s+(\d+)", text.read(), re.M)
                total += int(found.group(1)) if found else 0
        except OSError:
            pass
    return total


class Terminal:
    """One program on one terminal; every read is kept as (seconds since its start, bytes, processor seconds)."""

    def __init__(self, argv, columns=200, rows=50, environment=None):
        master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        variables = {**os.environ, **(environment or {}), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        for name in ("TMUX", "COLUMNS", "LINES", "NO_COLOR"):
            variables.pop(name, None)
        self.began = time.monotonic()
        process = os.fork()
        if process == 0:
            try:
                os.setsid()
                fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
                for descriptor in (0, 1, 2):
                    os.dup2(slave, descriptor)
                os.closerange(3, 64)
                os.execvpe(argv[0], argv, variables)
            finally:
                os._exit(127)
        os.close(slave)
        self.descriptor, self.process, self.chunks, self.tail, self.ended = master, process, [], b"", False
        self.highest, self.looked = 0, 0.0

    def pump(self, timeout):
        """Reads what comes within some seconds; True if something came."""
        if time.monotonic() - self.looked > 0.2:
            self.looked = time.monotonic()
            self.peak()
        ready, _, _ = select.select([self.descriptor], [], [], max(0.0, timeout))
        if not ready:
            return False
        try:
            data = os.read(self.descriptor, 1 << 16)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""
        if not data:
            self.ended = True
            return False
        self.chunks.append((time.monotonic() - self.began, data, cpu(self.process)))
        scan = self.tail + data
        for query, answer in QUERIES:
            for match in query.finditer(scan):
                if match.end() > len(self.tail):
                    os.write(self.descriptor, answer)
        self.tail = scan[-16:]
        return True

    def drain(self, seconds):
        end = time.monotonic() + seconds
        while not self.ended and time.monotonic() < end:
            self.pump(end - time.monotonic())

    def until_quiet(self, quiet=0.25, limit=30):
        """Reads until nothing has come for a while."""
        end = time.monotonic() + limit
        while not self.ended and time.monotonic() < end and (self.pump(quiet) or not self.chunks):
            pass

    def until_written(self, words, limit=60):
        """Reads until some bytes were written."""
        end = time.monotonic() + limit
        while not self.ended and time.monotonic() < end:
            if words in b"".join(data for _, data, _ in self.chunks):
                return
            self.pump(0.2)
        raise AssertionError(f"{words} was not written")

    def press(self, key, quiet=0.08, limit=3.0):
        """Presses a key. Answers seconds to the last byte before a pause of `quiet`, or None where nothing came.

        A refresh that comes within the pause counts as the key's; a long pause measures refreshes and not keys.
        """
        count, began = len(self.chunks), time.monotonic()
        os.write(self.descriptor, KEYS.get(key, key).encode())
        seen = False
        while not self.ended and time.monotonic() - began < limit:
            if self.pump(quiet if seen else limit):
                seen = True
            elif seen:
                break
        return self.chunks[-1][0] + self.began - began if len(self.chunks) > count else None

    def written(self, since=0):
        return sum(len(data) for _, data, _ in self.chunks[since:])

    def idle(self, seconds):
        """What the program does while nobody touches it."""
        processes = tree(self.process)
        count, spent, began = len(self.chunks), sum(map(cpu, processes)), time.monotonic()
        switches = status(processes, "voluntary_ctxt_switches", threads=True)
        self.drain(seconds)
        took, processes = time.monotonic() - began, tree(self.process)
        return {
            "cpu_s_per_min": (sum(map(cpu, processes)) - spent) / took * 60,
            "wakeups_per_s": (status(processes, "voluntary_ctxt_switches", threads=True) - switches) / took,
            "bytes": self.written(count),
        }

    def peak(self):
        """The most memory that it had, in KiB."""
        self.highest = max(self.highest, status(tree(self.process), "VmHWM"))
        return self.highest

    def stop(self, key=None):
        """Ends the program: by a key, else by a signal."""
        for attempt in ([key] if key else []) + [signal.SIGTERM, signal.SIGKILL]:
            try:
                if isinstance(attempt, str):
                    os.write(self.descriptor, attempt.encode())
                else:
                    os.kill(self.process, attempt)
            except OSError:
                pass
            end = time.monotonic() + 2
            while time.monotonic() < end:
                if os.waitpid(self.process, os.WNOHANG)[0]:
                    os.close(self.descriptor)
                    return
                if self.ended or not self.pump(0.02):
                    time.sleep(0.01)
