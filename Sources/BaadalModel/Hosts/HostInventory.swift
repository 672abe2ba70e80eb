/// What a host is made of, as its own programs tell it.
///
/// Every part is `nil` where it is not known: a program that is missing or fails loses only its own part.
public struct HostInventory: Hashable, Codable, Sendable {
    /// Processor packages.
    public var sockets: Int?
    /// Processor cores over all sockets.
    public var cores: Int?
    /// Processors that the kernel schedules on; two a core where hyper-threading is on.
    public var threads: Int?
    /// Memory that the kernel manages.
    public var memory: Bytes?
    /// Whole disks by name; neither their parts nor what is made of them.
    public var disks: [HostDisk]?
    /// Network interfaces by name, without the loopback.
    public var interfaces: [HostInterface]?
    /// Whether it is a machine or a guest.
    public var body: HostBody?
    /// As `9.0.0`.
    public var libvirtVersion: String?
    /// As `7.2.22`.
    public var qemuVersion: String?
    /// As `3.1.0`.
    public var openVSwitchVersion: String?
    /// The best of `libvirtd` and `virtqemud`, which take each other's place.
    public var libvirtService: ServiceState?
    /// Open vSwitch, as Debian or Red Hat name it.
    public var openVSwitchService: ServiceState?
    /// The measuring programs that are installed.
    public var tools: Set<MeasureTool>?

    /// An inventory of which nothing is known.
    public init() {}

    /// Bytes of all disks; `nil` where disks are not known.
    public var diskSize: Bytes? {
        disks.map { Bytes($0.reduce(0) { $0.addingReportingOverflow($1.size.count).partialValue }) }
    }

    /// The interfaces by which the host reaches others.
    public var uplinks: [HostInterface] { (interfaces ?? []).filter(\.isUplink) }

    /// Megabits per second of all uplinks; `nil` where no uplink tells its speed.
    public var bandwidth: Int? {
        let speeds = uplinks.compactMap(\.speed)
        return speeds.isEmpty ? nil : speeds.reduce(0, +)
    }
}

/// A whole disk of a host.
public struct HostDisk: Hashable, Codable, Sendable {
    /// As `sda`.
    public var name: String
    /// What it holds.
    public var size: Bytes
    /// What its maker calls it; `nil` where it does not say.
    public var model: String?
    /// Whether it turns, as the kernel believes; `nil` where it does not say.
    public var isRotational: Bool?

    /// A disk of those parts.
    public init(name: String, size: Bytes, model: String? = nil, isRotational: Bool? = nil) {
        self.name = name
        self.size = size
        self.model = model
        self.isRotational = isRotational
    }
}

/// A network interface of a host.
public struct HostInterface: Hashable, Codable, Sendable {
    /// As `eno1`.
    public var name: String
    /// As `52:54:00:1A:2B:3C`; `nil` where it has none.
    public var mac: String?
    /// Megabits per second; `nil` where it is down or does not say, as those of guests.
    public var speed: Int?
    /// Whether there is a device behind it, and it is no bridge, bond, VLAN or end of a guest.
    public var isHardware: Bool
    /// Whether it is a device by which the host reaches others.
    public var isUplink: Bool

    /// An interface of those parts.
    public init(name: String, mac: String?, speed: Int?, isHardware: Bool, isUplink: Bool) {
        self.name = name
        self.mac = mac
        self.speed = speed
        self.isHardware = isHardware
        self.isUplink = isUplink
    }
}

/// Whether a host is a machine or a guest.
public enum HostBody: Hashable, Codable, Sendable {
    case physical
    /// What it runs in, as `systemd-detect-virt` names it: `kvm`, `vmware`, `docker`…
    case virtual(String)
}

/// What a host's service manager says of a service.
public enum ServiceState: String, CaseIterable, Hashable, Codable, Sendable {
    /// It runs, or is started as soon as somebody asks for it.
    case active
    /// It is installed and does not run.
    case inactive
    /// It is not installed.
    case absent
}
