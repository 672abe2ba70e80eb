/// A request that the cloud refuses or cannot complete.
public enum CloudError: Error, Hashable, Sendable {
    case noSuchVM(String)
    /// A name that several VMs have, with the forms that tell them apart.
    case ambiguousVM(String, choices: [String])
    case noSuchHost(String)
    case hostExists(name: String, uri: String)
    case hostNameTaken(String)
    case noSuchTask(TaskRecord.ID)
    case wrongState(vm: String, state: VM.State, accepted: Set<VM.State>)
    case wrongStatus(task: TaskRecord.ID, status: TaskRecord.Status, action: String)
    /// A VM that another cloud changes.
    case claimed(vm: String, cloud: String)
    case activeTwice(vm: String)
    case noHost(vm: String)
    /// A second order of the same kind for a VM.
    case alreadyQueued(vm: String, task: TaskRecord.ID, kind: Command.Kind)
    case nothingToDo
    case noUndo(task: TaskRecord.ID, why: String)
    case noSuchConstant(String)
    case badValue(name: String, value: String, accepted: String)
    /// A row of the catalogue, by what it is of and the text that names none.
    case noSuch(String, String)
    /// A name, path or address that something else has.
    case taken(what: String, value: String)
    /// A row that cannot be removed, and what uses it.
    case inUse(what: String, by: String)
    /// A row of the catalogue that gets nothing new.
    case inactive(what: String, name: String)
    case noSuchSnapshot(vm: String, name: String)
    /// No host has room for a VM, with why each refuses.
    case noHostFits(reasons: [String])
    /// A host whose power nobody can cut: nothing of it is restarted elsewhere.
    case noFence(host: String)
    /// No host is there to which a VM could go.
    case noHostTakes(vm: String, reasons: [String])
    case noDatastoreFits(size: Bytes, reasons: [String])
    case addressesExhausted(domain: String)
    case publicAddressesExhausted
    case portsExhausted(host: String)
    /// Something that the cloud cannot do for this VM, and why.
    case refused(String)
    case readOnly(String)
    /// The store was written by a newer version of the program.
    case newerStore(found: String)
    case unusableState(path: String, why: String)
}

extension CloudError: CustomStringConvertible {
    /// What failed, on what, why, and what would be accepted.
    public var description: String {
        switch self {
        case .noSuchVM(let name): "no VM is named '\(name)'; names, NAME@HOST and UUIDs are accepted"
        case .ambiguousVM(let name, let choices):
            "'\(name)' names \(choices.count) VMs; say which: \(choices.joined(separator: ", "))"
        case .noSuchHost(let name): "no host is named '\(name)'"
        case .hostExists(let name, let uri): "this host is already in the cloud as '\(name)' (\(uri))"
        case .hostNameTaken(let name): "another host is named '\(name)'; give this one a name with --name"
        case .noSuchTask(let task): "there is no task \(task)"
        case .wrongState(let vm, let state, let accepted):
            "'\(vm)' is \(state.rawValue); this needs \(accepted.map(\.rawValue).sorted().joined(separator: " or "))"
        case .wrongStatus(let task, let status, let action):
            "task \(task) is \(status.word) and cannot be \(action)"
        case .claimed(let vm, let cloud): "'\(vm)' belongs to cloud \(cloud); 'vm claim' takes it"
        case .activeTwice(let vm):
            "'\(vm)' is active on two hosts; nothing is changed until one of them is stopped by hand"
        case .noHost(let vm): "no host shows '\(vm)' any more"
        case .alreadyQueued(let vm, let task, let kind): "'\(vm)' already has an open \(kind.rawValue) task, \(task)"
        case .nothingToDo: "the order says nothing to do"
        case .noUndo(let task, let why): "task \(task) cannot be undone: \(why)"
        case .noSuchConstant(let name): "there is no constant '\(name)'; 'constant list' shows all"
        case .badValue(let name, let value, let accepted): "\(name): '\(value)' is not accepted; \(accepted)"
        case .noSuch(let what, let name): "there is no \(what) '\(name)'"
        case .taken(let what, let value): "\(what) '\(value)' is taken"
        case .inUse(let what, let user): "\(what) cannot be removed: \(user)"
        case .inactive(let what, let name): "\(what) '\(name)' is deactivated"
        case .noSuchSnapshot(let vm, let name): "'\(vm)' has no snapshot '\(name)'"
        case .noHostFits(let reasons):
            "No active host is available for a new vm"
                + (reasons.isEmpty ? "" : ": \(reasons.joined(separator: "; "))")
        case .noFence(let host):
            "nothing can cut the power of host \(host), whose VMs may still run; 'host power' sets a driver up, and "
                + "'host recover --is-off' takes your word that it has none"
        case .noHostTakes(let vm, let reasons):
            "No active host is available for '\(vm)'"
                + (reasons.isEmpty ? "" : ": \(reasons.joined(separator: "; "))")
        case .noDatastoreFits(let size, let reasons):
            reasons.isEmpty
                ? "No datastore found"
                : "No datastore found with \(size.exact) free: \(reasons.joined(separator: "; "))"
        case .addressesExhausted(let domain): "Available MACs are exhausted for security domain '\(domain)'"
        case .publicAddressesExhausted: "Available Public IPs are exhausted"
        case .portsExhausted(let host): "no VNC port is free on host \(host); 'vncport_end_range' is the last"
        case .refused(let why): why
        case .readOnly(let what): "\(what) is open for reading only"
        case .newerStore(let found):
            "the store was written by a newer version (\(found)); restart this program in that version"
        case .unusableState(let path, let why): "the state in \(path) cannot be used: \(why)"
        }
    }
}

extension CloudError {
    /// Why a disk is not made smaller.
    public static func onlyGrows(_ target: String, from size: Bytes, to wanted: Bytes) -> CloudError {
        .badValue(
            name: "size",
            value: wanted.exact,
            accepted: "more than the \(size.exact) that \(target) has is accepted: a disk only grows"
        )
    }
}
