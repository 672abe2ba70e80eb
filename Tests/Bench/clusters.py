#!/usr/bin/env python3
"""Makes a cluster of unlike hosts and badly placed VMs, in the text format of Ganeti's htools.

usage: clusters.py HOSTS VMS FILE [--utilisation FILE] [--seed N]
The same numbers give the same cluster. Every host is within hard limits: memory is free, four vCPUs a processor at most,
no two VMs of a service together.
"""

import argparse
import random

# Memory in MiB and vCPUs of a VM, and how often it is met.
SIZES = [((1024, 1), 20), ((2048, 1), 20), ((2048, 2), 20), ((4096, 2), 18), ((8192, 4), 14), ((16384, 4), 5), ((16384, 8), 3)]
# What a host has of the mean memory and processors, and the speed of its processors.
KINDS = [(0.75, 0.75, 1.0), (1.0, 1.0, 1.0), (1.0, 1.25, 0.9), (1.5, 1.25, 1.2)]
HOST_MEMORY = 2048
GROUP = "2f4c2a5e-0000-4000-8000-000000000001"


def hosts(count, vms, chance):
    """Hosts that hold what there is at half of their memory and two vCPUs a processor, by and large."""
    memory = sum(vm["memory"] for vm in vms) / count / 0.5
    cpus = sum(vm["vcpus"] for vm in vms) / count / 2
    made = []
    for number in range(count):
        share, processors, speed = KINDS[number % len(KINDS)]
        made.append({
            "name": f"kvm{number + 1}", "memory": max(32768, round(memory * share / 8192) * 8192),
            "cpus": max(8, round(cpus * processors / 4) * 4), "speed": speed, "used": HOST_MEMORY, "vcpus": 1,
            "services": set(), "weight": chance.random() ** 3 + 0.02})
    return made


def machines(count, chance):
    """VMs of the usual sizes; of twenty one belongs to a service, three to each."""
    sizes, weights = [size for size, _ in SIZES], [weight for _, weight in SIZES]
    made = []
    for number in range(count):
        memory, vcpus = chance.choices(sizes, weights)[0]
        service = f"service:s{number // 60}" if number % 20 == 7 else ""
        load = [round(chance.betavariate(1.2, 4) * vcpus / 8, 3) for _ in range(4)]
        made.append({"name": f"vm-{number:04d}", "memory": memory, "vcpus": vcpus, "service": service, "load": load})
    return made


def place(vms, hosts, chance):
    """Puts each VM on a host drawn by weight, so that some are full and some empty."""
    for vm in sorted(vms, key=lambda vm: -vm["memory"]):
        fitting = [host for host in hosts
                   if host["used"] + vm["memory"] < host["memory"] * 0.97
                   and host["vcpus"] + vm["vcpus"] <= 4 * host["cpus"]
                   and (not vm["service"] or vm["service"] not in host["services"])]
        host = chance.choices(fitting, [host["weight"] for host in fitting])[0]
        host["used"] += vm["memory"]
        host["vcpus"] += vm["vcpus"]
        host["services"].add(vm["service"])
        vm["host"] = host["name"]


def text(hosts, vms):
    """The file: groups, nodes, instances, cluster tags, policies."""
    nodes = [f"{h['name']}|{h['memory']}|{HOST_MEMORY}|{h['memory'] - h['used']}|2097152|2097152|{h['cpus']}|N|{GROUP}"
             f"|1||N|0|1|{h['speed']}" for h in hosts]
    instances = [f"{v['name']}|{v['memory']}|20480|{v['vcpus']}|running|Y|{v['host']}||sharedfile|{v['service']}|1|-"
                 for v in vms]
    spec = "1024,1,20480,1,1,1"
    limits = "128,1,1024,1,1,1;262144,64,4194304,16,8,12"
    policies = [f"{owner}|{spec}|{limits}|sharedfile|4.0|32.0" for owner in ("", "default")]
    sections = [[f"default|{GROUP}|preferred||"], nodes, instances, ["htools:iextags:service"], policies]
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hosts", type=int)
    parser.add_argument("vms", type=int)
    parser.add_argument("file")
    parser.add_argument("--utilisation", metavar="FILE", help="writes measured loads as hbal -U reads them")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(f"{options.hosts}/{options.vms}/{options.seed}")
    vms = machines(options.vms, chance)
    made = hosts(options.hosts, vms, chance)
    place(vms, made, chance)
    with open(options.file, "w") as out:
        out.write(text(made, vms))
    if options.utilisation:
        with open(options.utilisation, "w") as out:
            out.writelines(f"{vm['name']} {' '.join(str(share) for share in vm['load'])}\n" for vm in vms)


main()
