internal import ArgumentParser
internal import BaadalModel

/// Hosts of the cloud.
struct HostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "host",
        abstract: "Hosts: add, show, put in maintenance, empty, switch, recover.",
        subcommands: [
            HostAdd.self, HostList.self, HostShow.self, HostRemove.self, HostTrust.self, HostCordon.self,
            HostUncordon.self, HostEvacuate.self, HostPower.self, HostPowerOn.self, HostPowerOff.self, HostFence.self,
            HostRecover.self,
        ]
    )
}

/// Takes a libvirt host as it is, with all its domains.
struct HostAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Take a libvirt host and all its domains into the cloud.",
        discussion: """
            As qemu:///system, qemu+ssh://root@kvm1/system, qemu+libssh2://…, qemu+tcp://…, qemu+tls://… .
            An address alone, as root@kvm1, is reached over SSH with the cloud's own key, once 'host trust' knows it.
            """
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var waiting: WaitOptions
    @Argument(help: "The libvirt URI of the host, or its address.") var uri: String
    @Option(help: "What the cloud calls it; else its own name.") var name: String?

    func run() async throws {
        let session = try await Session.act(options)
        let uri = try CloudKeys(session.wiring.directory).uri(for: uri)
        let request = Request.order([.addHost(uri: uri, name: name)], reason: waiting.reason)
        try await Order(session: session, options: options, waiting: waiting).place(request)
    }
}

/// Lists the hosts.
struct HostList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the hosts.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var condition: HostCondition

    func run() async throws {
        let inventory = try await Session.look(options).inventory([.hosts, .vms])
        let hosts = try condition.hosts(in: inventory)
        let records = Records(inventory: inventory)
        guard !options.json else { return print(JSON.lines(hosts.map(records.json))) }
        var table = TextTable("NAME", "STATE", ">CPU", ">RAM", ">OF", ">VMS", "URI")
        for host in hosts {
            let usage = inventory.hostUsage[host.id]
            table.add(
                Printable.text(host.name),
                host.state.rawValue,
                Printable.share(usage?.cpu),
                Printable.bytes(usage?.memory),
                Printable.bytes(host.memory),
                "\(inventory.vms.values.count { $0.host == host.id })",
                Printable.text(host.uri)
            )
        }
        if inventory.hosts.isEmpty {
            Surroundings.complain("no host yet; 'baadal host add URI' takes one into the cloud")
        } else {
            print(table.lines.joined(separator: "\n"))
        }
    }
}

/// Shows all that is known of a host.
struct HostShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show all that is known of a host.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name or the UUID of a host.") var name: String

    func run() async throws {
        let inventory = try await Session.look(options).inventory([.hosts, .vms])
        let host = try inventory.host(name)
        guard !options.json else { return print(JSON.lines([Records(inventory: inventory).json(host)])) }
        let usage = inventory.hostUsage[host.id]
        let guests = inventory.vms.values.filter { $0.host == host.id }
        Sheet([
            ("name", Printable.text(host.name)),
            ("uuid", "\(host.id)"),
            ("uri", Printable.text(host.uri)),
            ("state", host.state.rawValue),
            ("meant to be", host.mode.rawValue),
            ("switched by", host.power.drivers.isEmpty ? Printable.unknown : Printable.text("\(host.power)")),
            ("since", Printable.moment(host.since)),
            ("reason", Printable.text(host.reason)),
            ("processors", host.cpus.map { "\($0)" } ?? Printable.unknown),
            ("memory", Printable.bytes(host.memory)),
            ("cpu", Printable.share(usage?.cpu)),
            ("memory used", Printable.bytes(usage?.memory)),
            ("disk read", Printable.rate(usage?.diskRead)),
            ("disk written", Printable.rate(usage?.diskWrite)),
            ("received", Printable.rate(usage?.received)),
            ("sent", Printable.rate(usage?.sent)),
            ("temperature", Printable.celsius(usage?.temperature)),
            ("power drawn", Printable.watts(usage?.watts)),
            ("sampled", Printable.moment(usage?.at) + (usage?.isSimulated == true ? " SIMULATED" : "")),
            ("vms", "\(guests.count { $0.state.isActive }) of \(guests.count) active"),
            ("libvirt", Printable.text(host.libvirtVersion)),
            ("hypervisor", Printable.text(host.hypervisor)),
            (
                "features",
                host.features.isEmpty ? Printable.unknown : Printable.text(host.features.joined(separator: " "))
            ),
            ("last answer", Printable.moment(host.seen)),
        ]).show()
        if let inventory = host.inventory { InventorySheet(inventory: inventory).show() }
    }
}

/// Forgets a host.
struct HostRemove: HostOrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forget a host and what it shows; nothing on the host is changed."
    )
    static let kind = Command.Kind.removeHost
    @OptionGroup var choice: HostChoiceOptions
}
