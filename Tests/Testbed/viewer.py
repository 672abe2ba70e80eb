"""A viewer of screens: enough of RFB to see whether a password is accepted. Run as `viewer.py ADDRESS PORT PASSWORD`.

Prints `open`, or why it is not. With a fourth word, seconds, it stays connected for so long and prints how that ended.
"""

import socket
import subprocess
import sys
import time


def scramble(challenge, password):
    """The challenge under DES; RFB turns the bits of each byte of the key round."""
    key = bytes(int(f"{byte:08b}"[::-1], 2) for byte in password.encode()[:8].ljust(8, b"\0"))
    words = ["openssl", "enc", "-des-ecb", "-nopad", "-nosalt", "-provider", "legacy", "-provider", "default", "-K",
             key.hex()]
    return subprocess.run(words, input=challenge, capture_output=True, check=True).stdout


def receive(connection, count):
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise OSError("closed")
        data += more
    return data


def view(address, port, password, seconds=0):
    connection = socket.create_connection((address, int(port)), 3)
    connection.settimeout(3)
    receive(connection, 12)
    connection.sendall(b"RFB 003.008\n")
    kinds = receive(connection, receive(connection, 1)[0])
    if 2 not in kinds:
        return "no password is asked for"
    connection.sendall(b"\x02")
    connection.sendall(scramble(receive(connection, 16), password))
    if receive(connection, 4) != b"\0\0\0\0":
        return "the password is refused"
    if float(seconds) > 0:
        connection.sendall(b"\x01")
        head = receive(connection, 24)
        receive(connection, int.from_bytes(head[20:24], "big"))
        print("open", flush=True)
        end = time.monotonic() + float(seconds)
        while time.monotonic() < end:
            # A question that a screen always answers: all of it, anew.
            connection.sendall(b"\x03\0\0\0\0\0\0\x08\0\x08")
            if not connection.recv(1 << 16):
                return "closed"
            time.sleep(0.2)
    return "open"


try:
    print(view(*sys.argv[1:]))
except OSError as error:
    print(f"not reached: {error}")
