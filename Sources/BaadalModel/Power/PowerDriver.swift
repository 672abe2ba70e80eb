/// A way to switch a host on and off.
public enum PowerDriver: Hashable, Sendable {
    /// The host's management controller, over the network.
    case ipmi(IPMI)
    /// The host is itself a guest: its parent starts and stops it.
    case libvirt(Guest)
    /// Programs on the controller's machine, for switched outlets and other devices.
    case command(Programs)
    /// A packet that wakes the host; it turns on and nothing else.
    case wol(WakeUp)
    /// An orderly shutdown over the host's own SSH; it turns off a host that obeys, and nothing else.
    case ssh
    /// Somebody walks there, and says that it is done.
    case manual

    /// Which of the drivers.
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case ipmi, libvirt, command, wol, ssh, manual
    }

    /// Which of the drivers it is.
    public var kind: Kind {
        switch self {
        case .ipmi: .ipmi
        case .libvirt: .libvirt
        case .command: .command
        case .wol: .wol
        case .ssh: .ssh
        case .manual: .manual
        }
    }

    /// What can be asked of a driver.
    public enum Role: String, CaseIterable, Sendable {
        /// Power on.
        case turnOn
        /// Ask the system to shut down in order.
        case shutDown
        /// Take the power away, whatever the system does.
        case cut
        /// Say whether the power is on.
        case status
        /// Take the power away and say that it is off, both by the same device, so that it is certain.
        case fence
    }

    /// Whether the driver can do something by itself.
    ///
    /// A program that cuts power and none that tells of it is no fence: nobody would know what the cut did.
    public func serves(_ role: Role) -> Bool {
        switch (self, role) {
        case (.ipmi, _), (.libvirt, _): true
        case (.command(let programs), .turnOn): programs.on != nil
        case (.command(let programs), .cut): programs.off != nil
        case (.command(let programs), .status): programs.status != nil
        case (.command(let programs), .fence): programs.off != nil && programs.status != nil
        case (.command, .shutDown): false
        case (.wol, _): role == .turnOn
        case (.ssh, _): role == .shutDown
        case (.manual, _): false
        }
    }
}

extension PowerDriver.Role {
    /// The role in words, as in "nothing that can …".
    public var words: String {
        switch self {
        case .turnOn: "turn it on"
        case .shutDown: "shut it down"
        case .cut: "cut its power"
        case .status: "tell whether it is on"
        case .fence: "cut its power and tell that it is off"
        }
    }

    /// The kinds of drivers that may have it.
    public var kinds: [PowerDriver.Kind] {
        switch self {
        case .turnOn: [.ipmi, .libvirt, .command, .wol]
        case .shutDown: [.ipmi, .libvirt, .ssh]
        case .cut, .status, .fence: [.ipmi, .libvirt, .command]
        }
    }
}
