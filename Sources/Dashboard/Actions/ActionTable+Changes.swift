internal import Canvas

extension Action {
    /// What the power button does, and what gives a machine input.
    static let power: [Action] = [
        Action(.start, [.character("S")], "start", "start VMs", in: [.vms, .vm], kind: .change),
        Action(.shutDown, [.character("T")], "stop", "ask guests to shut down", in: [.vms, .vm], kind: .change),
        Action(
            .powerOff,
            [.character("K")],
            "kill",
            "cut the power of VMs",
            in: [.vms, .vm, .tasks, .task],
            kind: .change
        ),
        Action(.reboot, [.character("B")], "reboot", "reboot VMs", in: [.vms, .vm], kind: .change),
        Action(
            .pause,
            [.character("P")],
            "pause",
            "suspend running VMs, resume paused ones",
            in: [.vms, .vm],
            kind: .change
        ),
        Action(.claim, [], "claim", "take VMs over that another cloud claims", in: [.vms, .vm], kind: .change),
        Action(
            .console,
            [.character("c")],
            "console",
            "serial console; Ctrl-] leaves it",
            in: [.vms, .vm],
            kind: .input
        ),
    ]

    /// What makes, changes and removes VMs.
    static let life: [Action] = [
        Action(.create, [.character("A")], "create", "make a VM from a template", in: [.vms], kind: .change),
        Action(
            .snapshot,
            [.character("H")],
            "snapshot",
            "keep the present state of VMs",
            in: [.vms, .vm, .snapshots, .snapshot],
            kind: .change
        ),
        Action(.migrate, [.character("M")], "migrate", "move VMs to another host", in: [.vms, .vm], kind: .change),
        Action(.clone, [.character("C")], "clone", "copy a VM that is off", in: [.vms, .vm], kind: .change),
        Action(
            .edit,
            [.character("E")],
            "edit",
            "change size, network, snapshots or group of a VM",
            in: [.vms, .vm],
            kind: .change
        ),
        Action(
            .attach,
            [.character("L")],
            "attach disk",
            "give a VM another, empty disk",
            in: [.vms, .vm],
            kind: .change
        ),
        Action(.delete, [.character("D")], "delete", "put VMs into the trash", in: [.vms, .vm], kind: .change),
        Action(
            .revert,
            [.character("R")],
            "revert",
            "take a VM back to a snapshot",
            in: [.snapshots, .snapshot],
            kind: .change
        ),
        Action(
            .deleteSnapshot,
            [.character("D")],
            "delete",
            "remove snapshots for good",
            in: [.snapshots, .snapshot],
            kind: .change
        ),
    ]

    /// What changes what VMs are made from, and for whom.
    static let catalog: [Action] = [
        Action(
            .add,
            [.character("A")],
            "add",
            "something new to this list; adopt orphans",
            in: [.storage, .item],
            kind: .change
        ),
        Action(.change, [.character("E")], "edit", "change what a row says", in: [.storage, .item], kind: .change),
        Action(
            .activate,
            [.character("P")],
            "on/off",
            "activate what is off, or deactivate it",
            in: [.storage, .item],
            kind: .change
        ),
        Action(
            .restore,
            [.character("R")],
            "restore",
            "bring VMs back from the trash",
            in: [.storage, .item],
            kind: .change
        ),
        Action(
            .detach,
            [.character("X")],
            "detach",
            "unplug disks; their images are kept",
            in: [.storage, .item],
            kind: .change
        ),
        Action(
            .remove,
            [.character("D")],
            "delete",
            "remove rows that nothing uses, purge the trash, undefine orphans",
            in: [.storage, .item],
            kind: .change
        ),
    ]

    /// What changes hosts.
    static let hosts: [Action] = [
        Action(
            .addHost,
            [.character("A")],
            "add host",
            "take a libvirt host into the cloud",
            in: [.hosts, .pulse],
            kind: .change
        ),
        Action(
            .maintain,
            [.character("P")],
            "maintenance",
            "keep VMs off a host, or let them on again",
            in: [.hosts, .host],
            kind: .change
        ),
        Action(
            .evacuate,
            [.character("W")],
            "evacuate",
            "move all VMs away from a host",
            in: [.hosts, .host],
            kind: .change
        ),
        Action(
            .switchOn,
            [.character("S")],
            "switch on",
            "turn a machine on",
            in: [.hosts, .host],
            kind: .change
        ),
        Action(
            .switchOff,
            [.character("T")],
            "switch off",
            "turn a machine off that is empty",
            in: [.hosts, .host],
            kind: .change
        ),
        Action(
            .fence,
            [.character("K")],
            "fence",
            "cut the power of a machine that does not answer",
            in: [.hosts, .host],
            kind: .change
        ),
        Action(
            .recover,
            [.character("R")],
            "recover",
            "fence a lost host and restart its VMs elsewhere",
            in: [.hosts, .host],
            kind: .change
        ),
        Action(
            .removeHost,
            [.character("D")],
            "remove host",
            "forget a host; it is not touched",
            in: [.hosts, .host],
            kind: .change
        ),
    ]

    /// What changes a plan, and does it.
    static let balance: [Action] = [
        Action(.runPlan, [.character("S")], "run", "do all moves of the plan", in: [.balance], kind: .change),
        Action(
            .dropStep,
            [.character("X")],
            "drop",
            "leave a move out, and score the rest again",
            in: [.balance],
            kind: .change
        ),
    ]

    /// What changes tasks.
    static let others: [Action] = [
        Action(
            .cancel,
            [.character("X")],
            "cancel",
            "stop tasks that wait or work",
            in: [.tasks, .task],
            kind: .change
        ),
        Action(.retry, [.character("R")], "retry", "try failed tasks again", in: [.tasks, .task], kind: .change),
        Action(.ignore, [.character("Y")], "ignore", "set failed tasks aside", in: [.tasks, .task], kind: .change),
        Action(.undo, [.character("Z")], "undo", "undo a suspend, resume or delete of the last 10 s", kind: .change),
    ]
}
