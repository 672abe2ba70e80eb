extension Command {
    /// What a command does, as a word of the command line.
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case start
        case shutDown = "shutdown"
        case powerOff = "poweroff"
        case reboot, suspend, resume, claim, adopt, undefine, forget
        case addHost = "host-add"
        case removeHost = "host-remove"
        case install
        case attachDisk = "disk-attach"
        case detachDisk = "disk-detach"
        case resizeDisk = "disk-resize"
        case edit, snapshot, revert
        case deleteSnapshot = "snapshot-delete"
        case checkSnapshots = "snapshot-check"
        case clone, migrate
        case moveDisks = "migrate-storage"
        case delete, undelete, purge
        case saveTemplate = "template-save"
        case addTemplate = "template-add"
        case deleteTemplate = "template-delete"
        case checkDatastore = "datastore-check"
        case cordon = "host-cordon"
        case uncordon = "host-uncordon"
        case switchOn = "host-poweron"
        case switchOff = "host-poweroff"
        case fence = "host-fence"
        case restart, save, restore
        case grant = "vnc-grant"
        case repair = "network-repair"
        case clearNAT = "nat-clear"
        case job
        case bulk
    }

    /// What the command does.
    public var kind: Kind {
        switch self {
        case .start: .start
        case .shutDown: .shutDown
        case .powerOff: .powerOff
        case .reboot: .reboot
        case .suspend: .suspend
        case .resume: .resume
        case .claim: .claim
        case .adopt: .adopt
        case .undefine: .undefine
        case .forget: .forget
        case .addHost: .addHost
        case .removeHost: .removeHost
        case .install: .install
        case .attachDisk: .attachDisk
        case .detachDisk: .detachDisk
        case .resizeDisk: .resizeDisk
        case .edit: .edit
        case .snapshot: .snapshot
        case .revert: .revert
        case .deleteSnapshot: .deleteSnapshot
        case .checkSnapshots: .checkSnapshots
        case .clone: .clone
        case .migrate: .migrate
        case .moveDisks: .moveDisks
        case .delete: .delete
        case .undelete: .undelete
        case .purge: .purge
        case .saveTemplate: .saveTemplate
        case .addTemplate: .addTemplate
        case .deleteTemplate: .deleteTemplate
        case .checkDatastore: .checkDatastore
        case .cordon: .cordon
        case .uncordon: .uncordon
        case .switchOn: .switchOn
        case .switchOff: .switchOff
        case .fence: .fence
        case .restart: .restart
        case .save: .save
        case .restore: .restore
        case .grant: .grant
        case .repair: .repair
        case .clearNAT: .clearNAT
        case .job: .job
        case .bulk: .bulk
        }
    }

    /// The VM that the command changes or makes; `nil` for commands on other things and for parents.
    public var vm: VM.ID? {
        switch self {
        case .start(let vm), .shutDown(let vm), .powerOff(let vm), .reboot(let vm), .suspend(let vm), .resume(let vm),
            .claim(let vm), .adopt(let vm, _), .undefine(let vm), .forget(let vm), .install(let vm, _),
            .attachDisk(let vm, _, _), .detachDisk(let vm, _, _),
            .resizeDisk(let vm, _, _), .edit(let vm, _), .snapshot(let vm, _), .revert(let vm, _, _),
            .deleteSnapshot(let vm, _), .checkSnapshots(let vm), .clone(let vm, _), .migrate(let vm, _),
            .moveDisks(let vm, _), .delete(let vm), .undelete(let vm), .purge(let vm), .saveTemplate(let vm, _),
            .restart(let vm, _), .save(let vm), .restore(let vm), .grant(let vm, _):
            vm
        case .addHost, .removeHost, .addTemplate, .deleteTemplate, .checkDatastore, .cordon, .uncordon, .switchOn,
            .switchOff, .fence, .repair, .clearNAT, .job, .bulk:
            nil
        }
    }

    /// A second VM that must not change while the command works; `nil` where there is none.
    public var source: VM.ID? {
        if case .clone(_, let order) = self { order.parent } else { nil }
    }

    /// Whether the command changes that second VM, too, so that it has it to itself.
    public var changesSource: Bool {
        if case .clone(_, let order) = self { order.isLinked } else { false }
    }

    /// The host that the command itself names; `nil` where it follows from the VM.
    public var host: Host.ID? {
        switch self {
        case .removeHost(let host), .cordon(let host), .uncordon(let host), .switchOn(let host), .switchOff(let host),
            .fence(let host):
            host
        case .restart(_, let host): host
        default: nil
        }
    }

    /// What remains of the command once kind, VM and host are known; empty for most.
    public var parameters: [String: String] {
        var all = Parameters()
        switch self {
        case .addHost(let uri, let name): (all["uri"], all["name"]) = (uri, name)
        case .adopt(_, let order): all = order.parameters
        case .install(_, let order): all = order.parameters
        case .attachDisk(_, let size, let datastore): (all[bytes: "size"], all[key: "datastore"]) = (size, datastore)
        case .detachDisk(_, let target, let deletes): (all["target"], all[flag: "deletes"]) = (target, deletes)
        case .resizeDisk(_, let target, let size): (all["target"], all[bytes: "size"]) = (target, size)
        case .edit(_, let order): all = order.parameters
        case .snapshot(_, let order): all = order.parameters
        case .revert(_, let name, let keeps): (all["snapshot"], all[flag: "keepsPresent"]) = (name, keeps)
        case .deleteSnapshot(_, let name): all["snapshot"] = name
        case .clone(_, let order): all = order.parameters
        case .migrate(_, let order): all = order.parameters
        case .moveDisks(_, let datastore), .checkDatastore(let datastore): all[key: "datastore"] = datastore
        case .saveTemplate(_, let order), .addTemplate(let order): all = order.parameters
        case .deleteTemplate(let template): all[key: "template"] = template
        case .grant(_, let order): all = order.parameters
        case .repair(let box): all["box"] = box.rawValue
        case .job(let job): all["job"] = job.rawValue
        case .bulk(let kind): all["kind"] = kind.rawValue
        case .start, .shutDown, .powerOff, .reboot, .suspend, .resume, .claim, .undefine, .forget, .removeHost,
            .checkSnapshots, .delete, .undelete, .purge, .cordon, .uncordon, .switchOn, .switchOff, .fence, .restart,
            .save, .restore, .clearNAT:
            break
        }
        return all.texts
    }

    /// Puts a stored command together again; `nil` where the parts do not make one.
    public init?(kind: Kind, vm: VM.ID?, host: Host.ID?, parameters: [String: String]) {
        let all = Parameters(parameters)
        let command = vm.map { Command.on($0, kind, host, all) } ?? Command.withoutVM(kind, host, all)
        guard let command else { return nil }
        self = command
    }

    private static func withoutVM(_ kind: Kind, _ host: Host.ID?, _ all: Parameters) -> Command? {
        switch kind {
        case .addHost: all["uri"].map { .addHost(uri: $0, name: all["name"]) }
        case .removeHost: host.map { .removeHost($0) }
        case .addTemplate: TemplateOrder(all).map { .addTemplate($0) }
        case .deleteTemplate: (all[key: "template"] as Template.ID?).map { .deleteTemplate($0) }
        case .checkDatastore: (all[key: "datastore"] as Datastore.ID?).map { .checkDatastore($0) }
        case .cordon: host.map { .cordon($0) }
        case .uncordon: host.map { .uncordon($0) }
        case .switchOn: host.map { .switchOn($0) }
        case .switchOff: host.map { .switchOff($0) }
        case .fence: host.map { .fence($0) }
        case .repair: all["box"].flatMap(NetworkBox.init(rawValue:)).map { .repair($0) }
        case .clearNAT: .clearNAT
        case .job: all["job"].flatMap(PeriodicJob.init(rawValue:)).map { .job($0) }
        case .bulk: all["kind"].flatMap(Kind.init(rawValue:)).map { .bulk($0) }
        case .start, .shutDown, .powerOff, .reboot, .suspend, .resume, .claim, .adopt, .undefine, .forget, .install,
            .attachDisk, .detachDisk, .resizeDisk, .edit, .snapshot, .revert, .deleteSnapshot, .checkSnapshots, .clone,
            .migrate, .moveDisks,
            .delete, .undelete, .purge, .saveTemplate, .restart, .save, .restore, .grant:
            nil
        }
    }

    private static func on(_ vm: VM.ID, _ kind: Kind, _ host: Host.ID?, _ all: Parameters) -> Command? {
        switch kind {
        case .start: .start(vm)
        case .shutDown: .shutDown(vm)
        case .powerOff: .powerOff(vm)
        case .reboot: .reboot(vm)
        case .suspend: .suspend(vm)
        case .resume: .resume(vm)
        case .claim: .claim(vm)
        case .adopt: .adopt(vm, AdoptOrder(all))
        case .undefine: .undefine(vm)
        case .forget: .forget(vm)
        case .install: InstallOrder(all).map { .install(vm, $0) }
        case .attachDisk: all[bytes: "size"].map { .attachDisk(vm, size: $0, datastore: all[key: "datastore"]) }
        case .detachDisk: all["target"].map { .detachDisk(vm, target: $0, deletes: all[flag: "deletes"]) }
        case .resizeDisk:
            if let target = all["target"], let size = all[bytes: "size"] {
                .resizeDisk(vm, target: target, size: size)
            } else {
                nil
            }
        case .edit: EditOrder(all).map { .edit(vm, $0) }
        case .snapshot: SnapshotOrder(all).map { .snapshot(vm, $0) }
        case .revert: all["snapshot"].map { .revert(vm, snapshot: $0, keepsPresent: all[flag: "keepsPresent"]) }
        case .deleteSnapshot: all["snapshot"].map { .deleteSnapshot(vm, snapshot: $0) }
        case .checkSnapshots: .checkSnapshots(vm)
        case .clone: CloneOrder(all).map { .clone(vm, $0) }
        case .migrate: .migrate(vm, MigrateOrder(all))
        case .moveDisks: (all[key: "datastore"] as Datastore.ID?).map { .moveDisks(vm, to: $0) }
        case .delete: .delete(vm)
        case .undelete: .undelete(vm)
        case .purge: .purge(vm)
        case .saveTemplate: TemplateOrder(all).map { .saveTemplate(vm, $0) }
        case .restart: .restart(vm, on: host)
        case .save: .save(vm)
        case .restore: .restore(vm)
        case .grant: GrantOrder(all).map { .grant(vm, $0) }
        case .addHost, .removeHost, .addTemplate, .deleteTemplate, .checkDatastore, .cordon, .uncordon, .switchOn,
            .switchOff, .fence, .repair, .clearNAT, .job, .bulk:
            nil
        }
    }

    /// The command of a kind for a VM; `nil` for kinds that do not act on one VM, or need to be told more.
    public init?(_ kind: Kind, vm: VM.ID) {
        self.init(
            kind: kind,
            vm: vm,
            host: nil,
            parameters: kind == .snapshot ? SnapshotOrder(.user).parameters.texts : [:]
        )
    }
}
