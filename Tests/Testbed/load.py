"""A steady load on a host until its standard input ends: processors, memory, a disk and a network. Standard library only.

load.py work FOLDER ADDRESS PORT    works, and exchanges traffic with the peer at an address
load.py peer PORT                   is that peer
"""

import contextlib
import mmap
import multiprocessing
import os
import socket
import sys
import time

MEMORY = 512 << 20
WRITTEN = READ = 6 << 20
SENT, RECEIVED = 4 << 20, 2 << 20
FILE = 64 << 20
PART = 256 << 10


def steadily(rate):
    """Yields as often as parts make up so many bytes a second, on a schedule that does not drift."""
    due = time.monotonic()
    while True:
        yield
        due += PART / rate
        time.sleep(max(0, due - time.monotonic()))


def burn():
    while True:
        end = time.monotonic() + 0.06
        while time.monotonic() < end:
            pass
        time.sleep(0.04)


def write(path):
    with open(path, "r+b", buffering=0) as file:
        for _ in steadily(WRITTEN):
            if file.tell() >= FILE:
                file.seek(0)
            file.write(os.urandom(PART))
            os.fsync(file.fileno())


def read(path):
    """Reads past the cache."""
    file = os.open(path, os.O_RDONLY | os.O_DIRECT)
    part, place = mmap.mmap(-1, PART), 0
    for _ in steadily(READ):
        os.preadv(file, [part], place)
        place = (place + PART) % FILE


def send(connection, rate):
    with contextlib.suppress(ConnectionError):  # the other end may close first
        for _ in steadily(rate):
            connection.sendall(bytes(PART))


def drain(connection):
    with contextlib.suppress(ConnectionError):
        while connection.recv(PART):
            pass


def start(body, *arguments):
    multiprocessing.get_context("fork").Process(target=body, args=arguments, daemon=True).start()


def work(folder, address, port):
    memory = mmap.mmap(-1, MEMORY)
    for place in range(0, MEMORY, mmap.PAGESIZE):
        memory[place] = 1
    paths = [os.path.join(folder, f"load-{name}") for name in ("written", "read")]
    for path in paths:
        with open(path, "wb") as file:
            file.write(os.urandom(FILE))
            os.fsync(file.fileno())
    connection = socket.create_connection((address, int(port)), timeout=20)
    connection.settimeout(None)
    start(burn)
    start(write, paths[0])
    start(read, paths[1])
    start(send, connection, SENT)
    start(drain, connection)
    print("ready", flush=True)
    sys.stdin.read()
    for path in paths:
        os.unlink(path)


def peer(port):
    with socket.create_server(("", int(port))) as server:
        print("ready", flush=True)
        connection, _ = server.accept()
    start(send, connection, RECEIVED)
    start(drain, connection)
    sys.stdin.read()


if __name__ == "__main__":
    {"work": work, "peer": peer}[sys.argv[1]](*sys.argv[2:])
