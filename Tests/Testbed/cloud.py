"""The program under test and the cloud around it: what the suites on real hosts share. Standard library only."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TESTBED = HERE / "testbed"
GUESTS = 6


def program():
    """The newest build of the program."""
    builds = [ROOT / ".build" / kind / "baadal" for kind in ("release", "debug")]
    found = sorted((b for b in builds if b.exists()), key=lambda b: b.stat().st_mtime)
    if not found:
        raise SystemExit("the program is not built: run 'make build' or 'swift build'")
    return str(found[-1])


def until(question, seconds, pause=0.1):
    """Asks again and again. Answers how long it took, or None where it never became true."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if question():
            return time.monotonic() - began
        time.sleep(pause)
    return None


class Testbed:
    """Three hosts with their own libvirtd and QEMU, each in its own namespaces."""

    def __init__(self, hosts=3):
        self.call("up", str(hosts))
        state = os.environ.get("TESTBED_STATE", "/var/tmp/baadal-testbed")
        self.facts = {}
        for line in pathlib.Path(state, "env").read_text().splitlines():
            name, _, value = line.partition("=")
            self.facts[name] = value.strip("'")
        self.namespace = self.facts["TESTBED_CONTROLLER_NETNS"]
        self.hosts = self.facts["TESTBED_HOSTS"].split()

    def call(self, *words):
        done = subprocess.run([TESTBED, *words], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"testbed {' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def uri(self, host, kind="TCP"):
        return self.facts[f"TESTBED_{host.upper()}_URI_{kind}"]

    def command(self, *words):
        """The words that run a command where the hosts can be reached."""
        return ["ip", "netns", "exec", self.namespace, *words]

    def virsh(self, host, *words):
        done = subprocess.run(
            self.command("virsh", "-q", "-c", self.uri(host), *words), capture_output=True, text=True, timeout=60)
        return done.stdout.strip()

    def define_guests(self):
        """Two stopped guests on each host, vm1 to vm6, and no others."""
        for host in self.hosts:
            for name in self.virsh(host, "list", "--all", "--name").split():
                if name not in {f"vm{number}" for number in range(1, GUESTS + 1)}:
                    self.virsh(host, "destroy", name)
                    self.virsh(host, "undefine", name, "--snapshots-metadata", "--managed-save")
        for number in range(1, GUESTS + 1):
            host = self.hosts[(number - 1) // 2]
            name = f"vm{number}"
            if name in self.virsh(host, "list", "--all", "--name").split():
                self.virsh(host, "destroy", name)
                self.virsh(host, "undefine", name)
            self.call("guest", host, name, str(number))

    def answers(self, address, port):
        """Whether a TCP connection from where the program runs is accepted."""
        word = f"exec 3<>/dev/tcp/{address}/{port}"
        return subprocess.run(
            self.command("timeout", "2", "bash", "-c", word), capture_output=True).returncode == 0

    def emulator(self, name):
        """The process of a guest, on a host of this testbed."""
        ours = set()
        for host in self.hosts:
            words = ["ip", "netns", "pids", self.namespace.replace("controller", host)]
            ours |= set(subprocess.run(words, capture_output=True, text=True).stdout.split())
        found = subprocess.run(["pgrep", "-f", f"guest={name},"], capture_output=True, text=True).stdout.split()
        return int([pid for pid in found if pid in ours][-1])

    def down(self):
        subprocess.run([TESTBED, "down"], capture_output=True)


class Cloud:
    """The program with a state folder of its own, run where the hosts can be reached."""

    def __init__(self, testbed, name="state"):
        self.testbed = testbed
        self.program = program()
        self.folder = tempfile.mkdtemp(prefix=f"baadal-{name}-")
        self.environment = dict(os.environ, BAADAL_STATE=self.folder, SWIFT_BACKTRACE="enable=no")
        self.controllers = []

    def controller(self):
        log = open(os.path.join(self.folder, "test.log"), "ab")
        process = subprocess.Popen(
            self.testbed.command(self.program, "controller"), env=self.environment, stdout=log, stderr=log)
        self.controllers.append(process)
        return process

    def acting(self):
        """The process that works the queue, or None."""
        try:
            return json.loads(pathlib.Path(self.folder, "run.json").read_text())["process"]
        except FileNotFoundError:
            return None

    def call(self, *words, timeout=180):
        return subprocess.run(
            self.testbed.command(self.program, *words), env=self.environment, capture_output=True, text=True,
            timeout=timeout)

    def json(self, *words):
        done = self.call(*words, "--json")
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(words)}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def vm(self, name):
        return next((vm for vm in self.json("vm", "list") if vm["name"] == name), None)

    def task(self, number):
        return next(task for task in self.json("task", "list") if task["id"] == int(number))

    def host(self, name):
        return next((host for host in self.json("host", "list") if host["name"] == name), None)

    def close(self):
        for process in self.controllers:
            if process.poll() is None:
                process.terminate()
        for process in self.controllers:
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
