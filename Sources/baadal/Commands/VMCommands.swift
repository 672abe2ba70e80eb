internal import ArgumentParser
internal import BaadalModel

/// VMs of the cloud.
struct VMCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vm",
        abstract: "Make, list, show, change, move and delete VMs.",
        discussion: "A VM is named by its name, by NAME@HOST where several have it, or by its UUID.",
        subcommands: [
            VMList.self, VMShow.self, VMStart.self, VMShutDown.self, VMPowerOff.self, VMReboot.self, VMSuspend.self,
            VMResume.self, VMConsole.self, VMClaim.self, VMAdopt.self, VMUndefine.self, VMForget.self, VMCreate.self,
            VMClone.self, VMEdit.self, VMDiskCommand.self,
            VMMigrate.self, VMSaveTemplate.self, VMDelete.self, VMUndelete.self, VMPurge.self, VMTrash.self, VMWhy.self,
        ]
    )
}

/// Lists VMs.
struct VMList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the VMs.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var condition: VMCondition

    func run() async throws {
        let inventory = try await Session.look(options).inventory([.hosts, .vms, .usage])
        let vms = try condition.vms(in: inventory)
        let records = Records(inventory: inventory)
        guard !options.json else { return print(JSON.lines(vms.map(records.json))) }
        var table = TextTable(
            "NAME",
            "STATE",
            "HOST",
            ">VCPUS",
            ">CPU",
            ">RAM",
            ">OF",
            ">READ",
            ">WRITE",
            ">IN",
            ">OUT"
        )
        for vm in vms {
            let usage = inventory.presentUsage(of: vm)
            table.add(
                Printable.text(vm.name),
                vm.state.rawValue,
                Printable.text(records.name(vm.host)),
                "\(vm.vcpus)",
                Printable.share(usage?.cpu),
                Printable.bytes(usage?.memory),
                Printable.bytes(vm.memory),
                Printable.rate(usage?.diskRead),
                Printable.rate(usage?.diskWrite),
                Printable.rate(usage?.received),
                Printable.rate(usage?.sent)
            )
        }
        if vms.isEmpty {
            Surroundings.complain("no VM")
        } else {
            print(table.lines.joined(separator: "\n"))
        }
    }
}

/// Shows all that is known of a VM.
struct VMShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show all that is known of a VM.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String
    @Flag(help: "Print its libvirt XML as last read, and nothing else.") var xml = false

    func run() async throws {
        let session = try await Session.look(options)
        let inventory = try await session.inventory(.all)
        let vm = try inventory.vm(name)
        let details = try await session.cloud.details(of: vm.id)
        let records = Records(inventory: inventory)
        if options.json {
            guard case .object(let members) = records.json(vm) else { return }
            let more = [
                JSON.Member(name: "xml", value: .known(details.xml)),
                JSON.Member(name: "events", value: .array(details.events.map(records.json))),
            ]
            let own = RecordSheet(inventory: inventory, vm: vm.id).members
            print(JSON.lines([.object(members + own + more)]))
        } else if xml {
            guard let text = details.xml else {
                throw Failure(.notFound, "the XML of '\(vm.name)' has not been read yet")
            }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            print(lines.map { Printable.text(String($0)) }.joined(separator: "\n"))
        } else {
            sheet(vm, records).show()
            for event in details.events.prefix(20) {
                let actor = event.actor.map { " (\(Printable.text($0)))" } ?? ""
                print("\(event.at.iso8601)  \(Printable.text(event.text))\(actor)")
            }
        }
    }

    private func sheet(_ vm: VM, _ records: Records) -> Sheet {
        let usage = records.inventory.presentUsage(of: vm)
        let open = records.inventory.tasks.values.filter { $0.command.vm == vm.id && $0.status.isOpen }
        let claim: String =
            switch vm.claim {
            case .none: "nobody's"
            case .ours: "ours"
            case .other(let name, let cloud): "\(Printable.text(name)) (\(cloud))"
            }
        let state = [
            ("name", Printable.text(vm.name)),
            ("uuid", "\(vm.id)"),
            ("state", vm.state.rawValue),
            ("since", Printable.moment(vm.since)),
            ("host", Printable.text(records.name(vm.host))),
            ("vcpus", "\(vm.vcpus)"),
            ("cpu", Printable.share(usage?.cpu)),
            ("memory", Printable.bytes(vm.memory)),
            ("memory used", Printable.bytes(usage?.memory)),
            ("disk read", Printable.rate(usage?.diskRead)),
            ("disk written", Printable.rate(usage?.diskWrite)),
            ("received", Printable.rate(usage?.received)),
            ("sent", Printable.rate(usage?.sent)),
            ("sampled", Printable.moment(usage?.at) + (usage?.isSimulated == true ? " SIMULATED" : "")),
            ("persistent", vm.isPersistent ? "yes" : "no: it vanishes when it stops"),
            ("claimed by", claim),
        ]
        let rest = [
            ("conflict", Printable.text(vm.conflict?.rawValue)),
            ("open tasks", open.isEmpty ? Printable.unknown : open.map(TaskLine.text).joined(separator: "; ")),
            ("last seen", Printable.moment(vm.seen)),
        ]
        return Sheet(state + RecordSheet(inventory: records.inventory, vm: vm.id).lines + rest)
    }
}
