"""Clouds to measure: libvirt's test driver with N running domains, a store, and a controller. Standard library only."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / ".build" / "release"
PROGRAM = str(BUILD / "baadal")
SPACE = "http://libvirt.org/schemas/domain/test/1.0"

DOMAIN = """<domain type='test' xmlns:test='{space}'><name>{name}</name><uuid>{uuid}</uuid>
<memory unit='KiB'>{memory}</memory><vcpu>{cpus}</vcpu><os><type arch='x86_64'>hvm</type></os><devices>
<disk type='file' device='disk'><source file='/var/lib/libvirt/images/{name}.qcow2'/><target dev='vda' bus='virtio'/></disk>
<interface type='network'><mac address='52:54:{mac}'/><source network='default'/><target dev='net{number}'/></interface>
</devices><test:runstate>1</test:runstate></domain>
"""

NODE = """<node>{domains}<network><name>default</name><forward mode='nat'/><bridge name='virbr0'/>
<ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip>
</network>
<cpu><mhz>2600</mhz><model>x86_64</model><active>64</active><nodes>1</nodes><sockets>2</sockets><cores>16</cores>
<threads>2</threads></cpu><memory>268435456</memory></node>
"""


def node(count, path, of="bench"):
    """Writes a file of the test driver with so many running domains; answers its URI. Another `of`, other domains."""
    domains, words = [], ("web", "db", "build") if of == "bench" else (of,)
    for number in range(count):
        mac = ":".join(f"{number >> shift & 255:02x}" for shift in (24, 16, 8, 0))
        domains.append(DOMAIN.format(
            space=SPACE, name=f"{words[number % len(words)]}-{number:05d}", number=number, mac=mac,
            uuid=uuid.uuid5(uuid.NAMESPACE_URL, f"{of}-{number}"), cpus=1 + number % 4, memory=524288 << number % 4))
    pathlib.Path(path).write_text(NODE.format(domains="".join(domains)))
    return f"test://{path}"


class Daemon:
    """A libvirtd of our own with the test driver, reached by a socket."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="baadal-virtd-")
        pathlib.Path(self.folder, "conf").write_text(
            f'unix_sock_dir = "{self.folder}"\nauth_unix_rw = "none"\nlog_outputs = "4:file:/dev/null"\n')
        self.process = subprocess.Popen(["libvirtd", "-f", self.folder + "/conf", "-p", self.folder + "/pid"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 10
        while not os.path.exists(self.folder + "/libvirt-sock") and time.monotonic() < end:
            time.sleep(0.1)

    def uri(self, count, of):
        path = node(count, self.folder + "/node.xml", of).removeprefix("test://")
        return f"test+unix://{path}?socket={self.folder}/libvirt-sock"

    def close(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Cloud:
    """A store with one host of N domains, and its controller."""

    def __init__(self, count):
        self.folder = tempfile.mkdtemp(prefix="baadal-bench-")
        self.count = count
        pathlib.Path(self.folder, "bench.yaml").write_text("rrd:\n  create-per-poll: 10000\n")
        self.options = ["--state", self.folder + "/state", "--config", self.folder + "/bench.yaml"]
        self.environment = dict(os.environ, SWIFT_BACKTRACE="enable=no", HOME=self.folder, XDG_CONFIG_HOME="", XDG_STATE_HOME="")
        self.log = open(self.folder + "/log", "ab")
        self.controller = subprocess.Popen(
            [PROGRAM, "controller", *self.options], env=self.environment, stdout=self.log, stderr=self.log)
        self.uri = node(count, self.folder + "/node.xml")
        self.call("host", "add", self.uri, "--name", "kvm1")
        end = time.monotonic() + 120
        while len(json.loads(self.call("vm", "list", "--json"))) < count and time.monotonic() < end:
            time.sleep(0.5)

    def call(self, *words):
        return subprocess.run(
            [PROGRAM, *words, *self.options], env=self.environment, check=True, capture_output=True, text=True).stdout

    def rest(self):
        """Waits until every domain has its files, so that what follows is the usual work."""
        folder = pathlib.Path(self.folder, "state/rrd/vm")
        end = time.monotonic() + 120
        while (len(list(folder.glob("*.rrd"))) if folder.exists() else 0) < self.count and time.monotonic() < end:
            time.sleep(0.5)
        time.sleep(1)

    def close(self):
        self.controller.terminate()
        self.controller.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
