internal import BaadalModel

extension Setting {
    /// Every setting, in the order of `Config/baadal.yaml`.
    public static let all: [Setting] = [
        Setting("cloud.name", .text(\.cloud.name, 1...30)),
        Setting("cloud.state", .path(\.cloud.state)),

        Setting("controller.idle-exit", .integer(\.controller.idleExit, 1...86_400), unit: "seconds"),

        Setting("libvirt.keep-alive-interval", .integer(\.libvirt.keepAliveInterval, 1...3600), unit: "seconds"),
        Setting("libvirt.keep-alive-count", .integer(\.libvirt.keepAliveCount, 1...100), unit: "messages"),
        Setting("libvirt.connect-timeout", .integer(\.libvirt.connectTimeout, 1...300), unit: "seconds"),
        Setting("libvirt.open-timeout", .integer(\.libvirt.openTimeout, 1...600), unit: "seconds"),
        Setting("libvirt.call-timeout", .integer(\.libvirt.callTimeout, 1...3600), unit: "seconds"),
        Setting("libvirt.blocking-calls", .integer(\.libvirt.blockingCalls, 1...128), unit: "calls"),

        Setting("monitor.step", .integer(\.monitor.step, 1...3600), unit: "seconds"),
        Setting("monitor.strikes", .integer(\.monitor.strikes, 1...100), unit: "polls"),
        Setting("monitor.poll-timeout", .integer(\.monitor.pollTimeout, 1...600), unit: "seconds"),
        Setting("monitor.cpu-bands", .bands(\.monitor.cpuBands), unit: "percent"),
        Setting("monitor.storage-bands", .bands(\.monitor.storageBands), unit: "percent"),

        Setting("tasks.workers", .integer(\.tasks.workers, 1...128), unit: "tasks"),
        Setting("tasks.per-host", .integer(\.tasks.perHost, 1...128), unit: "tasks"),
        Setting("tasks.deadline", .integer(\.tasks.deadline, 1...86_400), unit: "seconds"),
        Setting("tasks.shutdown-deadline", .integer(\.tasks.shutdownDeadline, 1...86_400), unit: "seconds"),
        Setting("tasks.attempts", .integer(\.tasks.attempts, 1...100), unit: "tries"),
        Setting("tasks.retry-delay", .integer(\.tasks.retryDelay, 0...3600), unit: "seconds"),
        Setting("tasks.undo-window", .integer(\.tasks.undoWindow, 0...3600), unit: "seconds"),

        Setting("rrd.layout", .layout(\.rrd.layout)),
        Setting("rrd.create-per-poll", .integer(\.rrd.createPerPoll, 1...10_000), unit: "files"),

        Setting("retention.task-days", .integer(\.retention.taskDays, 1...36_500), unit: "days"),
        Setting("retention.tombstone-days", .integer(\.retention.tombstoneDays, 1...3650), unit: "days"),
        Setting("retention.rrd-days", .integer(\.retention.rrdDays, 0...36_500), unit: "days"),
        Setting("retention.gone-minutes", .integer(\.retention.goneMinutes, 0...10_080), unit: "minutes"),
        Setting("retention.trash-days", .integer(\.retention.trashDays, 0...3650), unit: "days"),

        Setting("placement.strategy", .strategy(\.placement.strategy)),
        Setting("placement.cpu-ratio", .integer(\.placement.cpuRatio, 1...10_000), unit: "percent"),
        Setting("placement.memory-ratio", .integer(\.placement.memoryRatio, 1...1000), unit: "percent"),

        Setting("hosts.recovery", .recovery(\.hosts.recovery)),
        Setting("hosts.power-deadline", .integer(\.hosts.powerDeadline, 10...7200), unit: "seconds"),
        Setting("hosts.spares", .integer(\.hosts.spares, 0...1000)),
        Setting("hosts.minimum-uptime", .integer(\.hosts.minimumUptime, 0...2_592_000), unit: "seconds"),

        Setting("jobs.vm-sanity", .integer(\.jobs.vmSanity, 0...31_536_000), unit: "seconds"),
        Setting("jobs.snapshot-check", .integer(\.jobs.snapshotCheck, 0...31_536_000), unit: "seconds"),
        Setting("jobs.datastore-check", .integer(\.jobs.datastoreCheck, 0...31_536_000), unit: "seconds"),
        Setting("jobs.host-inventory", .integer(\.jobs.hostInventory, 0...31_536_000), unit: "seconds"),
        Setting("jobs.network-graph", .integer(\.jobs.networkGraph, 0...31_536_000), unit: "seconds"),
        Setting("jobs.network-pairs", .integer(\.jobs.networkPairs, 1...100_000)),
        Setting("jobs.idle-check", .integer(\.jobs.idleCheck, 0...31_536_000), unit: "seconds"),
        Setting("jobs.load-balance", .integer(\.jobs.loadBalance, 0...31_536_000), unit: "seconds"),
        Setting("jobs.balance-gap", .integer(\.jobs.balanceGap, 1...100), unit: "percent"),
        Setting("jobs.balance-moves", .integer(\.jobs.balanceMoves, 1...1000)),
        Setting("jobs.host-power", .integer(\.jobs.hostPower, 0...31_536_000), unit: "seconds"),
        Setting("jobs.off-days", .integer(\.jobs.offDays, 1...3650), unit: "days"),
        Setting("jobs.idle-cpu", .integer(\.jobs.idleCPU, 1...100), unit: "percent"),
        Setting("jobs.idle-received", .integer(\.jobs.idleReceived, 0...1_000_000_000), unit: "bytes per second"),
        Setting("jobs.idle-sent", .integer(\.jobs.idleSent, 0...1_000_000_000), unit: "bytes per second"),

        Setting("network.nat-type", .natType(\.network.natType)),
        Setting("network.nat-box", .optional(\.network.natBox, 3...300)),
        Setting("network.nat-driver", .natDriver(\.network.natDriver)),
        Setting("network.nat-device", .text(\.network.natDevice, 1...15)),
        Setting("network.screen-address", .optional(\.network.screenAddress, 7...15)),
        Setting("network.nat-rules", .path(\.network.natRules)),
        Setting("network.nat-addresses", .path(\.network.natAddresses)),
        Setting("network.dhcp-driver", .dhcpDriver(\.network.dhcpDriver)),
        Setting("network.dhcp-box", .optional(\.network.dhcpBox, 3...300)),
        Setting("network.dhcp-file", .path(\.network.dhcpFile)),
        Setting("network.repair", .repair(\.network.repair)),
        Setting("network.look", .integer(\.network.look, 5...86_400), unit: "seconds"),

        Setting("vm.mac-prefix", .text(\.vm.macPrefix, 2...14)),
        Setting("vm.snapshot-time", .text(\.vm.snapshotTime, 5...5)),
        Setting("vm.zone", .text(\.vm.zone, 1...64)),
        Setting("vm.migration-deadline", .integer(\.vm.migrationDeadline, 1...604_800), unit: "seconds"),

        Setting("screen.theme", .text(\.screen.theme, 1...64)),
        Setting("screen.glyphs", .choice(\.screen.glyphs, ["braille", "block", "ascii"])),

        Setting("log.level", .level(\.log.level)),
    ]

    /// The sections, in order.
    static let sections: [String] = all.map(\.section).reduce(into: []) { sections, section in
        if sections.last != section { sections.append(section) }
    }
}
