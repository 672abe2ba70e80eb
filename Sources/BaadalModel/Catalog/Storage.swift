/// A folder, shared by hosts, that disks lie in.
public struct Datastore: Identifiable, Hashable, Sendable {
    /// The number of its row.
    public typealias ID = RowID<Datastore>

    /// Tells it from all others.
    public let id: ID
    /// Unique.
    public var name: String
    /// The folder, the same on every host that sees it.
    public var path: String
    /// What the cloud may use of it.
    public var capacity: Bytes
    /// What is kept free for growth, of capacity and of real space.
    public var reserve: Bytes
    /// Free space that a host measured last; `nil` before the first look.
    public var available: Bytes?
    /// What the cloud's disks and templates in it may come to.
    public var committed: Bytes
    /// Hosts that were shown to see it: its own marker was read there.
    public var hosts: [Host.ID]
    /// False for one that gets no new disks.
    public var isActive: Bool

    /// A datastore with everything known.
    public init(
        id: ID,
        name: String,
        path: String,
        capacity: Bytes,
        reserve: Bytes = Bytes(0),
        available: Bytes? = nil,
        committed: Bytes = Bytes(0),
        hosts: [Host.ID] = [],
        isActive: Bool = true
    ) {
        self.id = id
        self.name = name
        self.path = path
        self.capacity = capacity
        self.reserve = reserve
        self.available = available
        self.committed = committed
        self.hosts = hosts
        self.isActive = isActive
    }

    /// What may still be promised: the less of what the capacity and the real space allow.
    public var free: Bytes {
        let promised = capacity.count - committed.count - reserve.count
        let real = available.map { $0.count - reserve.count } ?? promised
        return Bytes(max(0, min(promised, real)))
    }
}

/// A disk image that VMs are made from.
public struct Template: Identifiable, Hashable, Sendable {
    /// The number of its row.
    public typealias ID = RowID<Template>

    /// The form of the image.
    public enum Form: String, CaseIterable, Codable, Sendable {
        case qcow2 = "QCOW2"
        case raw = "RAW"
        /// A medium to install from; the VM gets an empty disk beside it.
        case iso = "ISO"
    }

    /// Tells it from all others.
    public let id: ID
    /// Unique.
    public var name: String
    /// `Linux`, `Windows` or `Others`.
    public var system: System
    /// As `Debian 12`; may be empty.
    public var release: String
    /// Where its file lies.
    public var datastore: Datastore.ID
    /// The file below the datastore's folder of templates.
    public var file: String
    /// The form of the file.
    public var form: Form
    /// The size of the disk that a VM gets from it.
    public var size: Bytes
    /// SHA-256 of the file in hexadecimal digits; `nil` where nobody computed it.
    public var checksum: String?
    /// In words; may be empty.
    public var tag: String
    /// The people who may use it; `nil` for all.
    public var owners: [User.ID]?
    /// False for one that no new VM is made from.
    public var isActive: Bool

    /// What runs in it.
    public enum System: String, CaseIterable, Codable, Sendable {
        case linux = "Linux"
        case windows = "Windows"
        case others = "Others"
    }

    /// A template with everything known.
    public init(
        id: ID,
        name: String,
        system: System = .linux,
        release: String = "",
        datastore: Datastore.ID,
        file: String,
        form: Form = .qcow2,
        size: Bytes,
        checksum: String? = nil,
        tag: String = "",
        owners: [User.ID]? = nil,
        isActive: Bool = true
    ) {
        self.id = id
        self.name = name
        self.system = system
        self.release = release
        self.datastore = datastore
        self.file = file
        self.form = form
        self.size = size
        self.checksum = checksum
        self.tag = tag
        self.owners = owners
        self.isActive = isActive
    }
}
