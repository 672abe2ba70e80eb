"""The programs that ours is measured beside. What is missing is installed where that is allowed, else said aloud."""

import os
import pathlib
import shutil
import subprocess
import tempfile

from terminal import Terminal

VENV = os.environ.get("BENCH_VENV", "/var/tmp/baadal-peers")
DEBIAN = ["htop", "btop", "valgrind", "gcc", "python3-venv", "python3-dev", "python3-libvirt", "libcairo2-dev",
          "libgirepository1.0-dev"]
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def hbal():
    """Installs Ganeti's balancer where it is missing. Answers whether it is here afterwards."""
    if not shutil.which("hbal") and os.geteuid() == 0:
        subprocess.run(["apt-get", "install", "-y", "-q", "ganeti-htools"], **QUIET)
    return shutil.which("hbal") is not None


def prepare():
    """Installs the peers. Answers what is missing afterwards."""
    missing = [word for word in ("htop", "btop", "valgrind", "gcc") if not shutil.which(word)]
    virtui = pathlib.Path(VENV, "bin/virtui-manager")
    if (missing or not virtui.exists()) and os.geteuid() == 0:
        subprocess.run(["apt-get", "install", "-y", "-q", *DEBIAN], **QUIET)
        if not virtui.exists():
            subprocess.run(["python3", "-m", "venv", "--system-site-packages", VENV], **QUIET)
            # The versions of PyGObject after this need a library that Debian 12 lacks.
            subprocess.run([VENV + "/bin/pip", "-q", "install", "PyGObject<3.51", "virtui-manager"], **QUIET)
    words = [(word, shutil.which(word)) for word in ("htop", "btop", "virsh", "valgrind", "gcc")]
    return [word for word, found in words + [("virtui-manager", virtui.exists())] if not found]


def virtui(uri):
    """virtui-manager on one connection, in a home of its own. Answers terminal and folder."""
    home = tempfile.mkdtemp(prefix="baadal-virtui-")
    folder = pathlib.Path(home, ".config/virtui-manager")
    folder.mkdir(parents=True)
    folder.joinpath("config.yaml").write_text(f"servers:\n  - name: bench\n    uri: {uri}\n    autoconnect: true\n")
    terminal = Terminal([VENV + "/bin/virtui-manager"], environment={"HOME": home})
    return terminal, home


def virsh(*words):
    """Processor seconds and peak KiB of one virsh."""
    process = subprocess.Popen(["virsh", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss
