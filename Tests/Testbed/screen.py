"""A dashboard in a terminal of its own: keys go in, the screen comes out. Standard library and tmux only."""

import os
import subprocess
import time

from cloud import until


class Screen:
    """The program in tmux, as an admin or a wall sees it."""

    def __init__(self, cloud, *words, prefix=(), program=None, columns=120, rows=40):
        self.socket = f"baadal-test-{os.getpid()}-{id(self)}"
        environment = [f"{name}={value}" for name, value in cloud.environment.items()
                       if name.startswith("BAADAL") or name in ("SWIFT_BACKTRACE", "PATH")]
        command = cloud.testbed.command(*prefix, "env", "LANG=C.UTF-8", *environment, program or cloud.program, *words)
        self.tmux("-f", "/dev/null", "-u", "new-session", "-d", "-x", str(columns), "-y", str(rows), *command)
        self.tmux("set-option", "-g", "remain-on-exit", "on")

    def tmux(self, *words):
        done = subprocess.run(["tmux", "-L", self.socket, *words], capture_output=True, text=True)
        return done.stdout

    def keys(self, *keys):
        """Presses keys by their tmux names, one after the other."""
        for key in keys:
            self.tmux("send-keys", key)
            time.sleep(0.05)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def text(self):
        return self.tmux("capture-pane", "-p")

    def wait(self, words, seconds=20):
        """Waits until the screen shows some words."""
        took = until(lambda: words in self.text(), seconds)
        assert took is not None, f"'{words}' is not on the screen:\n{self.text()}"
        return took

    def process(self):
        """The program: the last of the line that tmux started."""
        process = int(self.tmux("list-panes", "-F", "#{pane_pid}"))
        while True:
            children = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True).stdout.split()
            name = open(f"/proc/{process}/comm").read().strip()
            if name == "baadal" or not children:
                return process
            process = int(children[0])

    def close(self):
        self.tmux("kill-server")
