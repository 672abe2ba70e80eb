"""Hosts on loopback addresses and a controller that watches them: what the suites about hosts that hang share."""

import asyncio
import os
import pathlib
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Testbed"))
from cloud import program, until  # noqa: E402

PORT = 16509
NODE = """<node><cpu><mhz>2600</mhz><model>x86_64</model><active>8</active><nodes>1</nodes><sockets>1</sockets>
<cores>8</cores><threads>1</threads></cpu><memory>16777216</memory>{domains}</node>"""
DOMAIN = """<domain type='test'><name>{name}</name><uuid>{uuid}</uuid><memory>262144</memory>
<vcpu>1</vcpu><os><type>hvm</type></os></domain>"""
KEEP_ALIVE = (0x6B656570).to_bytes(4, "big")


def address(number):
    """The loopback address of a host."""
    return f"127.9.{number // 200}.{number % 200 + 1}"


def write_node(path, names):
    """A file that the test driver makes a host of, with a running domain for each name."""
    domains = "".join(DOMAIN.format(name=name, uuid=uuid.uuid5(uuid.NAMESPACE_DNS, name)) for name in names)
    pathlib.Path(path).write_text(NODE.format(domains=domains))


class Controller:
    """The program with a state folder of its own."""

    def __init__(self, name):
        self.program, self.folder = program(), tempfile.mkdtemp(prefix=f"baadal-{name}-")
        self.environment = dict(os.environ, BAADAL_STATE=self.folder, SWIFT_BACKTRACE="enable=no")
        self.log = open(os.path.join(self.folder, "test.log"), "wb")
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "controller"], env=self.environment, stdout=self.log, stderr=self.log)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def close(self):
        if self.process:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, *words, timeout=120):
        done = subprocess.run(
            [self.program, *words], env=self.environment, capture_output=True, text=True, timeout=timeout)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(words)}: {done.stderr}{done.stdout}")
        return done.stdout

    def rows(self, query):
        with sqlite3.connect(f"file:{self.folder}/baadal.db?mode=ro", uri=True, timeout=30) as store:
            return store.execute(query).fetchall()

    def write_hosts(self, hosts):
        """Writes hosts into the store, as (UUID, name, URI), while no controller runs."""
        with sqlite3.connect(f"{self.folder}/baadal.db") as store:
            store.executemany(
                "INSERT INTO host (id, name, uri, state, since, simulated, revision) VALUES (?, ?, ?, 'up', 0, 0, 1)",
                hosts)

    def threads(self):
        return len(os.listdir(f"/proc/{self.process.pid}/task"))


def mute():
    """Accepts every connection on libvirt's port of every loopback address, and says nothing."""
    server = socket.create_server(("0.0.0.0", PORT), backlog=4096)
    held = []

    def accept():
        while True:
            try:
                held.append(server.accept()[0])
            except OSError:
                return

    threading.Thread(target=accept, daemon=True).start()
    return server


class Daemon:
    """A libvirtd of our own with the test driver, on a socket of its own."""

    def __init__(self, folder):
        self.socket = f"{folder}/libvirt-sock"
        pathlib.Path(folder, "virtd.conf").write_text(
            f'unix_sock_dir = "{folder}"\nauth_unix_rw = "none"\nmax_clients = 20000\nmax_queued_clients = 20000\n'
            'max_anonymous_clients = 20000\nmax_workers = 64\nlog_outputs = "4:file:/dev/null"\n')
        self.process = subprocess.Popen(
            ["libvirtd", "-f", f"{folder}/virtd.conf", "-p", f"{folder}/virtd.pid"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if until(lambda: os.path.exists(self.socket), 10) is None:
            raise SystemExit("libvirtd does not start; one that runs already stands in the way")

    def close(self):
        self.process.terminate()
        self.process.wait()


class Relay:
    """Stands before a libvirtd as a host on each loopback address, and can hang as hosts do.

    `silent` says nothing any more, `busy` still sends signs of life but answers no call, `teasing` answers the first
    calls of each connection, a few more each time, and `halting` stops in the middle of an answer.
    """

    KINDS = ("silent", "busy", "teasing", "halting")

    def __init__(self, upstream):
        self.upstream, self.hung, self.opened = upstream, {}, {}
        self.loop = asyncio.new_event_loop()
        self.changed = []
        ready = threading.Event()

        def run():
            asyncio.set_event_loop(self.loop)
            self.server = self.loop.run_until_complete(
                asyncio.start_server(self.serve, "0.0.0.0", PORT, backlog=4096))
            ready.set()
            self.loop.run_forever()
            left = asyncio.all_tasks(self.loop)
            for task in left:
                task.cancel()
            self.loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()
        if not ready.wait(10):
            raise SystemExit(f"port {PORT} is taken")

    def hang(self, kinds):
        """Has the hosts at some addresses hang, each as it is said, and all others answer."""
        def change():
            self.hung = dict(kinds)
            for let_go in self.changed:
                let_go()
        self.loop.call_soon_threadsafe(change)

    async def serve(self, reader, writer):
        place = writer.get_extra_info("sockname")[0]
        self.opened[place] = number = self.opened.get(place, 0) + 1
        try:
            up_reader, up_writer = await asyncio.open_unix_connection(self.upstream)
        except OSError:
            writer.close()
            return
        # The first connection of a host that teases was there before it began to.
        budget = [0 if number == 1 else 2 + number]
        tasks = [asyncio.ensure_future(self.pump(place, reader, up_writer, True, budget)),
                 asyncio.ensure_future(self.pump(place, up_reader, writer, False, budget))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            for side in (writer, up_writer):
                side.close()

    def passes(self, place, message, is_call, budget):
        """How much of a message goes on now."""
        kind, is_sign = self.hung.get(place), message[4:8] == KEEP_ALIVE
        if kind is None:
            return len(message)
        if kind in ("busy", "teasing") and is_sign:
            return len(message)
        if kind == "teasing" and is_call and budget[0] > 0:
            budget[0] -= 1
            return len(message)
        if kind == "teasing" and not is_call:
            return len(message)
        if kind == "halting":
            return len(message) if is_call else len(message) // 2
        return 0

    async def pump(self, place, reader, writer, is_call, budget):
        held = []

        def let_go():
            if held and place not in self.hung:
                writer.write(b"".join(held))
                held.clear()

        self.changed.append(let_go)
        try:
            while True:
                message = await self.message(reader)
                kind = self.hung.get(place)
                # A stream keeps its order: only signs of life of hosts that send them go past what is held.
                blocked = held and not (kind in ("busy", "teasing") and message[4:8] == KEEP_ALIVE)
                length = 0 if blocked else self.passes(place, message, is_call, budget)
                writer.write(message[:length])
                if length < len(message):
                    held.append(message[length:])
        except (asyncio.IncompleteReadError, OSError):
            return
        finally:
            self.changed.remove(let_go)

    @staticmethod
    async def message(reader):
        head = await reader.readexactly(4)
        return head + await reader.readexactly(int.from_bytes(head, "big") - 4)

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)


def allow_files():
    """As many open files as the system lets us have: a relay needs two a connection."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
