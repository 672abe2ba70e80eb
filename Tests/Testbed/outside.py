"""The network's boxes and whoever is outside of the cloud. Standard library only."""

import os
import pathlib
import shutil
import subprocess

from books import Books

HERE = pathlib.Path(__file__).resolve().parent
PUBLIC = ("203.0.113.20", "203.0.113.29")
SCREENS = "203.0.113.1"
# How the rules of the NAT box are written: iptables or nftables.
DRIVER = os.environ.get("NAT_DRIVER", "iptables")


class Outside:
    """A machine beyond the NAT box, and the boxes themselves."""

    def __init__(self, bed):
        self.bed = bed
        self.namespace = bed.facts["TESTBED_CLIENT_NETNS"]

    def run(self, *words, **options):
        return subprocess.run(["ip", "netns", "exec", self.namespace, *words], capture_output=True, text=True, **options)

    def page(self, address, path="cgi-bin/note", seconds=3):
        """What the guest behind an address says of itself; empty where nobody answers."""
        ask = ("import urllib.request; "
               f"print(urllib.request.urlopen('http://{address}/{path}', timeout={seconds}).read().decode())")
        done = self.run("python3", "-c", ask)
        return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)

    def guest(self, address):
        """The private address of the guest behind a public one; None where nobody answers."""
        name = self.page(address).get("host")
        return name.removeprefix("guest-").replace("-", ".") if name else None

    def banner(self, address, port):
        """What a screen says first; empty where there is none."""
        ask = (f"import socket; s = socket.create_connection(({address!r}, {port}), 2); s.settimeout(2); "
               "print(s.recv(12).decode().strip())")
        return self.run("python3", "-c", ask).stdout.strip()

    def view(self, address, port, password, seconds=0, start=False):
        """What a viewer outside meets; with `start`, the viewer itself, which goes on."""
        words = ["ip", "netns", "exec", self.namespace, "python3", str(HERE / "viewer.py"), address, str(port), password,
                 str(seconds)]
        if start:
            return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        return subprocess.run(words, capture_output=True, text=True).stdout.strip()

    def origin(self, cloud, address, port=8088):
        """The address by which a guest is seen outside, when it asks a page there."""
        serve = ("import http.server, sys\n"
                 "class Page(http.server.BaseHTTPRequestHandler):\n"
                 "    def do_GET(self):\n"
                 "        self.send_response(200); self.end_headers()\n"
                 "        self.wfile.write(f'origin={self.client_address[0]}\\n'.encode())\n"
                 "    def log_message(self, *words): pass\n"
                 f"http.server.HTTPServer(('', {port}), Page).serve_forever()\n")
        server = subprocess.Popen(["ip", "netns", "exec", self.namespace, "python3", "-c", serve])
        try:
            here = self.bed.facts["TESTBED_CLIENT_ADDRESS"]
            ask = ("import urllib.request; print(urllib.request.urlopen("
                   f"'http://{address}/cgi-bin/reach?{here}:{port}', timeout=8).read().decode())")
            for _ in range(5):
                done = subprocess.run(self.bed.command("python3", "-c", ask), capture_output=True, text=True)
                if "origin=" in done.stdout:
                    return done.stdout.split("origin=")[1].split()[0]
            return None
        finally:
            server.kill()
            server.wait()

    # --- The boxes

    def box(self, *words, node="nat", check=True, text=None):
        """Runs a program on a box by hand."""
        done = subprocess.run([HERE / "testbed", "exec", node, *words], capture_output=True, text=True, input=text)
        assert not check or done.returncode == 0, f"{node}: {' '.join(words)}: {done.stderr}"
        return done.stdout

    def foreign(self):
        """All rules of the box that are not ours, and its chains that are not as a box without rules has them."""
        lines, table = [], ""
        for line in self.box("iptables-save").splitlines():
            if line.startswith("*"):
                table = line
            elif line.startswith("-") and "BAADAL" not in line:
                lines.append(f"{table} {line}")
            elif line.startswith(":") and "BAADAL" not in line and " ACCEPT " not in line:
                lines.append(f"{table} {line.split(' [')[0]}")
        return lines

    def ours(self):
        if DRIVER == "nftables":
            return self.box("nft", "list", "table", "ip", "baadal", check=False).splitlines()
        return [line for line in self.box("iptables-save").splitlines() if line.startswith("-A BAADAL")]

    def lock(self):
        """Has the next change of rules wait for a lock, as iptables-legacy does, and holds that until the process ends."""
        tool, changing = ("nft", "-f") if DRIVER == "nftables" else ("iptables-restore", "--noflush")
        script = (f"#!/bin/sh\nif [ \"$1\" = {changing} ] && mkdir /run/first; then exec flock /run/held /usr/sbin/{tool} \"$@\"; fi\n"
                  f"exec /usr/sbin/{tool} \"$@\"\n")
        self.box("sh", "-c", f"mkdir -p /root/bin; cat >/root/bin/{tool}; chmod +x /root/bin/{tool}; "
                 "echo 'PATH=/root/bin:$PATH' >/root/.bashrc", text=script)
        return subprocess.Popen([HERE / "testbed", "exec", "nat", "flock", "/run/held", "sh", "-c", "echo held; cat"],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def waiting(self, what):
        """How many processes on the NAT box wait for a lock."""
        return int(self.box("pgrep", "-c", "-f", f"^flock .*{what}", check=False) or 0)

    def left(self, driver):
        """What there is of ours by a driver, in its rules and in the file that it keeps."""
        if driver == "nftables":
            text = self.box("nft", "list", "tables") + self.box("cat", "/etc/nftables.d/baadal.nft", check=False)
            return [line for line in text.splitlines() if "table ip baadal" in line]
        text = self.box("iptables-save") + self.box("cat", "/etc/iptables/rules.v4", check=False)
        return [line for line in text.splitlines() if "BAADAL" in line]

    def harm(self):
        """Takes out of our rules what leads addresses inward."""
        if DRIVER == "nftables":
            self.box("nft", "flush", "chain", "ip", "baadal", "prerouting")
            self.box("nft", "add", "rule", "ip", "baadal", "forward", "ip", "saddr", "192.0.2.1", "accept")
        else:
            self.box("iptables", "-t", "nat", "-F", "BAADAL-IN")
            self.box("iptables", "-D", "FORWARD", "-j", "BAADAL-PASS")


class Network(Books):
    """A cloud with a NAT box."""

    def __init__(self, bed, name="net", more=""):
        super().__init__(bed, name)
        ssh = pathlib.Path(self.folder, "ssh")
        ssh.mkdir(mode=0o700)
        shutil.copy(bed.facts["TESTBED_SSH_KEY"], ssh / "id_ed25519")
        shutil.copy(bed.facts["TESTBED_SSH_KNOWN_HOSTS"], ssh / "known_hosts")
        config = pathlib.Path(self.folder, "config.yaml")
        config.write_text(
            "network:\n"
            "  nat-type: software_nat\n"
            f"  nat-box: root@{bed.facts['TESTBED_NAT_ADDRESS']}\n"
            f"  nat-driver: {DRIVER}\n"
            "  nat-device: eth1\n"
            f"  screen-address: {SCREENS}\n"
            "  look: 5\n" + more)
        self.environment["BAADAL_CONFIG"] = str(config)
        self.outside = Outside(bed)

    def fill(self):
        super().fill()
        self.ok("address", "add-public", "-".join(PUBLIC))

    def grant(self, name, *words):
        """An open way to a screen: its address, port and password, by the program's own words."""
        return self.json("vnc", "grant", f"IITD_asha_{name}", *words)[0]

    def way(self, number):
        """A way to a screen as the books have it."""
        return next(way for way in self.json("vnc", "list") if way["id"] == number)

    def standings(self):
        """How far the box does the mappings that it was told of."""
        return {row["standing"] for row in self.json("nat", "list") if row["standing"]}

    def public(self, name):
        """The public address of a VM; None for none."""
        return self.json("vm", "show", f"IITD_asha_{name}")[0].get("publicAddress")

    def reaches(self, address, name, seconds=20):
        """Whether a public address leads to the VM of a name, and to no other."""
        from cloud import until
        wanted = self.address(name)
        took = until(lambda: self.outside.guest(address) == wanted, seconds, pause=0.3)
        assert took is not None, f"{address} leads to {self.outside.guest(address)}, not to {wanted}"

    def closed(self, address, seconds=10):
        """Whether nobody answers at a public address."""
        from cloud import until
        took = until(lambda: self.outside.guest(address) is None, seconds, pause=0.3)
        assert took is not None, f"{address} still leads to {self.outside.guest(address)}"
