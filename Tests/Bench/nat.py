"""5,000 public addresses on a real NAT box, and one more. Standard library only; needs root.

Run by itself, as `nat.py PROGRAM`, it prints its figures as JSON.
"""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

COUNT = 5000
CLOCK = os.sysconf("SC_CLK_TCK")


def work(box):
    """CPU seconds that all of the box's processes have used, with those that ended."""
    lines = box("sh", "-c", "cat /proc/[0-9]*/stat 2>/dev/null").splitlines()
    return sum(sum(map(int, line.rpartition(") ")[2].split()[11:15])) for line in lines) / CLOCK


def standing(folder, count):
    """Whether so many addresses are led where they must."""
    database = sqlite3.connect(f"file:{folder}/baadal.db?mode=ro", uri=True, timeout=10)
    return database.execute("SELECT count(*) FROM mapping WHERE standing = 'present'").fetchone()[0] == count


def nat(note, program):
    """Measures in a process of its own: the testbed's modules have names that are taken here."""
    done = subprocess.run([sys.executable, __file__, program], stdout=subprocess.PIPE, text=True, check=True)
    for name, value in json.loads(done.stdout).items():
        note(name, value)


def measure(note, program):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Testbed"))
    from cloud import Testbed, until
    from outside import Outside
    bed = Testbed(1)
    folder = tempfile.mkdtemp(prefix="baadal-nat-")
    bench = os.path.join(os.path.dirname(program), "NATBench")
    controller = None
    try:
        box = Outside(bed).box
        ssh = pathlib.Path(folder, "ssh")
        ssh.mkdir(mode=0o700)
        shutil.copy(bed.facts["TESTBED_SSH_KEY"], ssh / "id_ed25519")
        shutil.copy(bed.facts["TESTBED_SSH_KNOWN_HOSTS"], ssh / "known_hosts")
        config = pathlib.Path(folder, "config.yaml")
        config.write_text("network:\n  nat-type: software_nat\n  nat-device: eth1\n  look: 3600\n"
                          f"  nat-box: root@{bed.facts['TESTBED_NAT_ADDRESS']}\n")
        subprocess.run([bench, folder, "fill", str(COUNT)], check=True)
        environment = dict(os.environ, BAADAL_STATE=folder, BAADAL_CONFIG=str(config))
        before, began = work(box), time.monotonic()
        controller = subprocess.Popen(bed.command(program, "controller"), env=environment, stderr=subprocess.DEVNULL)
        assert until(lambda: standing(folder, COUNT), 120) is not None, "the box was not told"
        note("nat_all_s", time.monotonic() - began)
        note("nat_all_cpu", work(box) - before)
        before, began = work(box), time.monotonic()
        subprocess.run([bench, folder, "one", str(COUNT)], check=True)
        assert until(lambda: standing(folder, COUNT + 1), 60, pause=0.02) is not None, "the box was not told of one more"
        note("nat_one_s", time.monotonic() - began)
        note("nat_one_cpu", work(box) - before)
        calls, began = 200, time.monotonic()
        box("sh", "-c", f"for i in $(seq {calls}); do iptables -t nat -A POSTROUTING -s 192.0.2.1/32 -j RETURN; done")
        note("nat_calls_s", (time.monotonic() - began) / calls * COUNT * 4)
    finally:
        if controller:
            controller.terminate()
            controller.wait()
        shutil.rmtree(folder, ignore_errors=True)
        bed.down()


def rows(line, median, show):
    return [
        line("5,000 public addresses from nothing, s", median("nat_all_s"),
             f"{show('nat_all_cpu')} CPU-s on the box; an iptables call for each rule {show('nat_calls_s')} s",
             "<= 5", lambda v: v <= 5),
        line("one more, CPU-s on the box", median("nat_one_cpu"), f"{show('nat_one_s')} s until it is seen to be there",
             "<= 0.3", lambda v: v <= 0.3),
    ]


if __name__ == "__main__":
    figures = {}
    measure(figures.__setitem__, sys.argv[1])
    print(json.dumps(figures))
