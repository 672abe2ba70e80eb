/// A change that an operator can ask of the cloud.
///
/// A command says what to do and nothing of how. It is stored in the task queue as it is, so that what was asked can be
/// shown, retried and audited.
public enum Command: Hashable, Sendable {
    case start(VM.ID)
    /// Asks the guest to power down.
    case shutDown(VM.ID)
    /// Cuts the power (libvirt: destroy).
    case powerOff(VM.ID)
    case reboot(VM.ID)
    case suspend(VM.ID)
    case resume(VM.ID)
    /// Makes a VM ours that another cloud has claimed.
    case claim(VM.ID)
    /// Takes a libvirt host and all its domains into the cloud.
    case addHost(uri: String, name: String?)
    /// Forgets a host and what it shows; nothing on the host is changed.
    case removeHost(Host.ID)
    /// The parent of several tasks of one kind.
    case bulk(Kind)
}

extension Command {
    /// What a command does, as a word of the command line.
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case start
        case shutDown = "shutdown"
        case powerOff = "poweroff"
        case reboot, suspend, resume, claim
        case addHost = "host-add"
        case removeHost = "host-remove"
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
        case .addHost: .addHost
        case .removeHost: .removeHost
        case .bulk: .bulk
        }
    }

    /// The VM that the command changes; `nil` for commands on hosts and for parents.
    public var vm: VM.ID? {
        switch self {
        case .start(let vm), .shutDown(let vm), .powerOff(let vm), .reboot(let vm), .suspend(let vm), .resume(let vm),
            .claim(let vm):
            vm
        case .addHost, .removeHost, .bulk: nil
        }
    }

    /// The host that the command itself names; `nil` where it follows from the VM.
    public var host: Host.ID? {
        switch self {
        case .removeHost(let host): host
        case .start, .shutDown, .powerOff, .reboot, .suspend, .resume, .claim, .addHost, .bulk: nil
        }
    }

    /// What remains of the command once kind, VM and host are known; empty for most.
    public var parameters: [String: String] {
        switch self {
        case .addHost(let uri, let name): name.map { ["uri": uri, "name": $0] } ?? ["uri": uri]
        case .bulk(let kind): ["kind": kind.rawValue]
        case .start, .shutDown, .powerOff, .reboot, .suspend, .resume, .claim, .removeHost: [:]
        }
    }

    /// Puts a stored command together again; `nil` where the parts do not make one.
    public init?(kind: Kind, vm: VM.ID?, host: Host.ID?, parameters: [String: String]) {
        switch (kind, vm, host) {
        case (.start, let vm?, _): self = .start(vm)
        case (.shutDown, let vm?, _): self = .shutDown(vm)
        case (.powerOff, let vm?, _): self = .powerOff(vm)
        case (.reboot, let vm?, _): self = .reboot(vm)
        case (.suspend, let vm?, _): self = .suspend(vm)
        case (.resume, let vm?, _): self = .resume(vm)
        case (.claim, let vm?, _): self = .claim(vm)
        case (.removeHost, _, let host?): self = .removeHost(host)
        case (.addHost, _, _):
            guard let uri = parameters["uri"] else { return nil }
            self = .addHost(uri: uri, name: parameters["name"])
        case (.bulk, _, _):
            guard let kind = parameters["kind"].flatMap(Kind.init(rawValue:)) else { return nil }
            self = .bulk(kind)
        case (.start, nil, _), (.shutDown, nil, _), (.powerOff, nil, _), (.reboot, nil, _), (.suspend, nil, _),
            (.resume, nil, _), (.claim, nil, _), (.removeHost, _, nil):
            return nil
        }
    }

    /// The same power command for a VM; `nil` for kinds that do not act on one VM.
    public init?(_ kind: Kind, vm: VM.ID) {
        self.init(kind: kind, vm: vm, host: nil, parameters: [:])
    }
}

extension Command.Kind {
    /// The states in which a VM accepts the command; `nil` where the state does not matter.
    public var acceptedStates: Set<VM.State>? {
        switch self {
        case .start: [.stopped, .crashed]
        case .shutDown, .reboot, .suspend: [.running]
        case .powerOff: [.running, .paused, .stopping, .crashed, .unresponsive]
        case .resume: [.paused]
        case .claim, .addHost, .removeHost, .bulk: nil
        }
    }

    /// What undoes the command at once; `nil` where nothing does.
    public var inverse: Command.Kind? {
        switch self {
        case .suspend: .resume
        case .resume: .suspend
        case .start, .shutDown, .powerOff, .reboot, .claim, .addHost, .removeHost, .bulk: nil
        }
    }

    /// How much is asked before the command is sent from a screen.
    public var confirmation: Confirmation {
        switch self {
        case .start, .resume, .suspend: .none
        case .shutDown, .reboot, .claim: .yes
        case .powerOff: .dialog
        case .addHost: .none
        case .removeHost: .typed
        case .bulk: .none
        }
    }

    /// The name of the task type in the function list that Baadal was made from; `nil` for kinds that it lacks.
    public var specifiedName: String? {
        switch self {
        case .start: "Start VM"
        case .shutDown: "Stop VM"
        case .powerOff: "Destroy VM"
        case .suspend: "Suspend VM"
        case .resume: "Resume VM"
        case .reboot, .claim, .addHost, .removeHost, .bulk: nil
        }
    }

    /// What the task says when it has succeeded.
    public func successMessage(_ name: String) -> String {
        switch self {
        case .start: "\(name) is started successfully"
        case .shutDown: "\(name) is shut down successfully"
        case .powerOff: "\(name) is destroyed successfully"
        case .reboot: "\(name) is rebooted successfully"
        case .suspend: "\(name) is suspend successfully"
        case .resume: "\(name) is resumed successfully"
        case .claim: "\(name) is claimed successfully"
        case .addHost: "\(name) is added successfully"
        case .removeHost: "\(name) is removed successfully"
        case .bulk: name
        }
    }
}

/// How much is asked before a command is sent.
public enum Confirmation: Int, Comparable, Sendable {
    /// Nothing: it can be reversed.
    case none
    /// `y` on the status line.
    case yes
    /// A dialog that lists what is hit, with the focus on Cancel.
    case dialog
    /// The name, or the count, typed.
    case typed

    /// Orders from none to typed.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}
