/// A disk image that the cloud made or took over.
public struct Disk: Identifiable, Hashable, Sendable {
    /// The number of its row.
    public typealias ID = RowID<Disk>

    /// What the image is to its VM.
    public enum Role: String, CaseIterable, Codable, Sendable {
        /// The disk that it boots from.
        case system
        case extra
        /// A frozen image that others stand on; nobody writes it.
        case base
    }

    /// Where the image stands in its life.
    public enum Stage: String, CaseIterable, Codable, Sendable {
        /// Reserved, and being made.
        case making
        case attached
        /// Kept, but no VM has it plugged in.
        case detached
    }

    /// Tells it from all others.
    public let id: ID
    /// The VM that it belongs to.
    public var vm: VM.ID
    /// Where it lies.
    public var datastore: Datastore.ID
    /// The file, unique in the cloud.
    public var path: String
    /// What it is to its VM.
    public var role: Role
    /// The name within the VM, as `vda`; `nil` while it is not plugged in.
    public var target: String?
    /// The size that the guest sees.
    public var size: Bytes
    /// `qcow2` or `raw`.
    public var format: String
    /// The image that it stands on; `nil` for one that stands alone.
    public var backing: ID?
    /// Where it is in its life.
    public var stage: Stage

    /// A disk with everything known.
    public init(
        id: ID,
        vm: VM.ID,
        datastore: Datastore.ID,
        path: String,
        role: Role,
        target: String?,
        size: Bytes,
        format: String = "qcow2",
        backing: ID? = nil,
        stage: Stage
    ) {
        self.id = id
        self.vm = vm
        self.datastore = datastore
        self.path = path
        self.role = role
        self.target = target
        self.size = size
        self.format = format
        self.backing = backing
        self.stage = stage
    }

    /// The file's name without its folder.
    public var fileName: String { String(path[path.index(after: path.lastIndex(of: "/") ?? path.startIndex)...]) }
}

/// Where files lie below a datastore's folder.
public struct DatastoreLayout: Hashable, Sendable {
    /// The datastore's folder.
    public var root: String
    /// The folder of the disks that VMs boot from.
    public var images: String
    /// The folder of further disks.
    public var extraDisks: String
    /// The folder of templates.
    public var templates: String

    /// The folders of a datastore.
    ///
    /// - Parameter constants: Values by name; what is missing has its default.
    public init(_ root: String, constants: [String: String] = [:]) {
        func folder(_ name: String) -> String {
            let value = constants[name] ?? Constant.all.first { $0.name == name }?.defaultValue ?? name
            return value.split(separator: "/").joined(separator: "/")
        }
        self.root = root
        images = "\(root)/\(folder("vms"))"
        extraDisks = "\(root)/\(folder("extra_disks_dir"))"
        templates = "\(root)/\(folder("templates_dir"))"
    }

    /// The image of a VM's system disk.
    public func image(_ identity: String) -> String { "\(images)/\(identity).qcow2" }

    /// The places where a VM's image may be: flat, and in a folder of its own as the original has it.
    public func imagePlaces(_ identity: String) -> [String] {
        [image(identity), "\(images)/\(identity)/\(identity).qcow2"]
    }

    /// The image of an extra disk; `.qcow2` is added where it is missing.
    public func extraDisk(_ name: String) -> String { "\(extraDisks)/\(Self.withSuffix(name))" }

    /// The places where an extra disk may be: flat, and below datastore and VM as the original has it.
    public func extraDiskPlaces(_ name: String, datastore: String, identity: String) -> [String] {
        [extraDisk(name), "\(extraDisks)/\(datastore)/\(identity)/\(Self.withSuffix(name))"]
    }

    /// The file of a template.
    public func template(_ file: String) -> String { "\(templates)/\(file)" }

    private static func withSuffix(_ name: String) -> String { name.hasSuffix(".qcow2") ? name : name + ".qcow2" }
}
