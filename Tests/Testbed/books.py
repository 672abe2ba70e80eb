"""A cloud whose VMs are made by the program, and what its books say beside what there is. Standard library only."""

import json
import pathlib
import shutil
import sqlite3
import subprocess

from cloud import Cloud, until

FOLDER = "/mnt/datastore"


def prepare(bed):
    """Empties the hosts and the datastore, and puts a template there."""
    store = pathlib.Path(bed.facts["TESTBED_DATASTORE"])
    for host in bed.hosts:
        for name in bed.virsh(host, "list", "--all", "--name").split():
            bed.virsh(host, "destroy", name)
            bed.virsh(host, "undefine", name, "--snapshots-metadata", "--managed-save")
    for folder in ("vm_images", "vm_extra_disks", "vm_templates"):
        shutil.rmtree(store / folder, ignore_errors=True)
        (store / folder).mkdir()
    for marker in store.glob(".baadal-*"):
        marker.unlink()
    subprocess.run(["cp", "--sparse=always", store / "base.qcow2", store / "vm_templates/tiny.qcow2"], check=True)
    return store


class Books(Cloud):
    """A program with a catalogue, hosts over SSH, and a template."""

    def __init__(self, bed, name="life"):
        self.store = prepare(bed)
        super().__init__(bed, name)

    def ok(self, *words, **options):
        done = self.call(*words, **options)
        assert done.returncode == 0, f"{' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def refused(self, *words):
        done = self.call(*words)
        assert done.returncode != 0, f"{' '.join(words)} was not refused: {done.stdout}"
        return done.stdout + done.stderr

    def fill(self):
        """Hosts by libssh2, so that programs can be run on them, and all that VMs are made from."""
        net = self.testbed.facts["TESTBED_CONTROLLER_ADDRESS"].rsplit(".", 2)[0]
        for number, host in enumerate(self.testbed.hosts, start=1):
            self.ok("host", "add", self.testbed.uri(host, "LIBSSH2"), "--name", f"kvm{number}")
        self.ok("org", "add", "IITD")
        self.ok("user", "add", "asha", "--org", "IITD")
        for number, name in ((1, "Private"), (2, "Research")):
            self.ok("vlan", "add", f"vlan{number}", "--tag", str(number))
            self.ok("domain", "add", name, "--vlan", f"vlan{number}", "--attachment", "bridge:br0")
            self.ok("address", "add", f"{net}.{number}.50-{net}.{number}.99", "--vlan", f"vlan{number}",
                    "--mac-from-address")
        self.ok("datastore", "add", "store", FOLDER, "--capacity", "1T")
        self.ok("template", "add", "tiny", "tiny.qcow2", "--datastore", "store")

    def create(self, name, *words):
        return self.ok("vm", "create", name, "--owner", "asha", "--template", "tiny", "--domain", "Private",
                       "--ram", "96M", *words)

    def address(self, name):
        rows = self.json("address", "list")
        return next(row["address"] for row in rows if row.get("vm") == f"IITD_asha_{name}")

    def note(self, address, text=None):
        """What the guest's disk says of itself; with a text, that is written there first."""
        page = f"http://{address}/cgi-bin/note" + (f"?{text}" if text else "")
        ask = f"import urllib.request; print(urllib.request.urlopen({page!r}, timeout=5).read().decode())"
        done = subprocess.run(self.testbed.command("python3", "-c", ask), capture_output=True, text=True)
        return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)

    def answers(self, address, seconds=60):
        took = until(lambda: self.note(address).get("host"), seconds)
        assert took is not None, f"the guest at {address} does not answer"

    def hostname(self, name):
        """The testbed's name of the host that the books have a VM on."""
        return self.vm(f"IITD_asha_{name}")["host"].replace("kvm", "host")

    def differences(self):
        """Everything in which books, hosts and files do not agree; empty where they do."""
        found = []
        vms = {vm["name"]: vm for vm in self.json("vm", "list") if vm["state"] != "gone"}
        trash = {vm["name"] for vm in self.json("vm", "trash")}
        disks = self.json("vm", "disk", "list")
        real = {}
        for number, host in enumerate(self.testbed.hosts, start=1):
            for name in self.testbed.virsh(host, "list", "--all", "--name").split():
                real.setdefault(name, []).append(f"kvm{number}")
        for name in sorted(set(real) | set(vms)):
            hosts = real.get(name, [])
            if len(hosts) != 1 or name not in vms or vms[name]["host"] != hosts[0]:
                found.append(f"{name} is on {hosts}, the books have {vms.get(name, {}).get('host')}")
                continue
            host = hosts[0].replace("kvm", "host")
            plugged = {line.split()[1] for line in self.testbed.virsh(host, "domblklist", name).splitlines() if line}
            booked = {d["path"] for d in disks if d["vm"] == name and d["role"] != "base" and d["stage"] == "attached"}
            if plugged != booked:
                found.append(f"{name} has {sorted(plugged)}, the books have {sorted(booked)}")
            there = set(self.testbed.virsh(host, "snapshot-list", name, "--name").split())
            kept = {s["name"] for s in self.json("snapshot", "list", name) if s["presence"] == "present"}
            if there != kept:
                found.append(f"{name} has snapshots {sorted(there)}, the books have {sorted(kept)}")
        files = {f"{FOLDER}/{f.parent.name}/{f.name}" for d in ("vm_images", "vm_extra_disks")
                 for f in (self.store / d).iterdir()}
        booked = {d["path"] for d in disks}
        for path in sorted(files - booked):
            found.append(f"{path} is nobody's")
        for path in sorted(booked - files):
            found.append(f"{path} is in the books and not there")
        found += [f"{d['path']} is {d['stage']}" for d in disks if d["stage"] == "making"]
        held = {row["vm"] for row in self.json("address", "list") if row.get("vm")}
        for name in sorted(held ^ (set(vms) | trash)):
            found.append(f"the addresses and the VMs do not agree about {name}")
        found += [f"{t['id']} {t['kind']} is still {t['status']}" for t in self.json("task", "list")
                  if t["status"] in ("pending", "processing")]
        return found

    def rows(self, table):
        database = sqlite3.connect(f"file:{self.folder}/baadal.db?mode=ro", uri=True)
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    def images(self, name):
        """What qemu-img says of a VM's disk, read beside a guest that may run."""
        path = self.store / "vm_images" / f"IITD_asha_{name}.qcow2"
        done = subprocess.run(["qemu-img", "info", "-U", "--output=json", path], capture_output=True, text=True)
        return json.loads(done.stdout)
