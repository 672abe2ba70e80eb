"""What sysstat says of a host beside what the cloud recorded of it. Standard library only."""

import datetime
import json
import pathlib
import subprocess
import time

from cloud import TESTBED

STEP = 10
PORT = 7070


class Load:
    """A steady load on a host, and traffic between it and another; see load.py."""

    def __init__(self, bed, host, peer):
        # The text goes as an argument: a host does not see every folder of the machine.
        self.words = ["python3", "-c", pathlib.Path(__file__).with_name("load.py").read_text()]
        self.processes = []
        try:
            self.start(peer, "peer", str(PORT))
            self.start(host, "work", "/var/log", bed.facts[f"TESTBED_{peer.upper()}_ADDRESS"], str(PORT))
        except BaseException:
            self.close()
            raise

    def start(self, node, *words):
        process = subprocess.Popen([TESTBED, "exec", node, *self.words, *words], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        assert process.stdout.readline() == "ready\n", f"the load does not begin on {node}"

    def close(self):
        for process in reversed(self.processes):
            process.stdin.close()
        for process in self.processes:
            process.wait(timeout=20)


def sysstat(host, disks, link, steps):
    """What sar and iostat see in the host over some steps, and the moment of the step that they began with.

    Their samples are taken when the program's are, at whole steps.
    """
    time.sleep(STEP - time.time() % STEP)
    began = int(time.time()) // STEP * STEP
    words = [["sar", "-u", "ALL", "-r", "-n", "DEV", str(STEP), str(steps)],
             ["iostat", "-d", "-k", "-y", "-o", "JSON", str(STEP), str(steps)]]
    running = [subprocess.Popen([TESTBED, "exec", host, "env", "LC_ALL=C", *word], stdout=subprocess.PIPE, text=True)
               for word in words]
    sar, iostat = [process.communicate(timeout=steps * STEP + 60)[0] for process in running]
    tables, head = {}, []
    for line in sar.splitlines():
        fields = line.split()
        if fields[:1] != ["Average:"]:
            continue
        if fields[1] in ("CPU", "IFACE") or fields[1].startswith("kb"):
            head = fields
        else:
            named = fields[1] if head[1] in ("CPU", "IFACE") else "memory"
            tables[named] = {name: float(value) for name, value in zip(head[1:], fields[1:]) if name != head[1] or
                             named == "memory"}
    (machine,) = json.loads(iostat)["sysstat"]["hosts"]
    reports = [[disk for disk in report["disk"] if disk["disk_device"] in disks] for report in machine["statistics"]]
    assert len(reports) == steps and all(len(report) == len(disks) for report in reports), (reports, disks)

    def disk(name):
        return sum(disk[name] for report in reports for disk in report) / steps * 1024

    total = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    cpu = tables["all"]
    return began, {
        # What is neither idle nor waiting for a disk: user, nice, system, interrupts and what a hypervisor took.
        "cpu": 100 - cpu["%idle"] - cpu["%iowait"],
        # What could not be given to somebody else at once.
        "memory": (total - tables["memory"]["kbavail"]) * 1024,
        "disk-read": disk("kB_read/s"),
        "disk-write": disk("kB_wrtn/s"),
        "received": tables[link]["rxkB/s"] * 1024,
        "sent": tables[link]["txkB/s"] * 1024,
    }


def recorded(cloud, name, began, steps):
    """The means of a host's series over the same steps, by metric; each step has to be there."""
    means = {}
    for series in cloud.json("history", name):
        first = int(datetime.datetime.fromisoformat(series["start"].replace("Z", "+00:00")).timestamp())
        assert series["stepSeconds"] == STEP, series["stepSeconds"]
        values = dict(zip(range(first, first + STEP * len(series["values"]), STEP), series["values"]))
        means[series["metric"]] = values = [values[began + STEP * step] for step in range(1, steps + 1)]
        if None not in values:
            means[series["metric"]] = sum(values) / steps
    return means
