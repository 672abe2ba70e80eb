internal import CLibvirt

/// How a domain is moved to another host.
public struct MigrationFlags: OptionSet, Hashable, Sendable {
    /// libvirt's `virDomainMigrateFlags`.
    public let rawValue: UInt32

    /// Flags by libvirt's bits for them.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Let the guest run meanwhile.
    public static let live = MigrationFlags(rawValue: VIR_MIGRATE_LIVE.rawValue)
    /// The source host talks to the destination; with a URI only, where it is what happens anyway.
    public static let peerToPeer = MigrationFlags(rawValue: VIR_MIGRATE_PEER2PEER.rawValue)
    /// The guest's memory goes through libvirt's own connection; with ``peerToPeer``.
    public static let tunnelled = MigrationFlags(rawValue: VIR_MIGRATE_TUNNELLED.rawValue)
    /// Define the domain at the destination.
    public static let persistDestination = MigrationFlags(rawValue: VIR_MIGRATE_PERSIST_DEST.rawValue)
    /// Undefine the domain at the source once it is moved.
    public static let undefineSource = MigrationFlags(rawValue: VIR_MIGRATE_UNDEFINE_SOURCE.rawValue)
    /// Leave the guest paused at the destination.
    public static let paused = MigrationFlags(rawValue: VIR_MIGRATE_PAUSED.rawValue)
    /// Copy the disks whole; files of their capacity have to be there.
    public static let nonSharedDisk = MigrationFlags(rawValue: VIR_MIGRATE_NON_SHARED_DISK.rawValue)
    /// Copy the disks without what is in their backing files, which the destination has.
    public static let nonSharedIncremental = MigrationFlags(rawValue: VIR_MIGRATE_NON_SHARED_INC.rawValue)
    /// Refuse changes of the domain meanwhile.
    public static let changeProtection = MigrationFlags(rawValue: VIR_MIGRATE_CHANGE_PROTECTION.rawValue)
    /// Allowed where libvirt does not know the storage to be shared.
    public static let unsafe = MigrationFlags(rawValue: VIR_MIGRATE_UNSAFE.rawValue)
    /// Move the definition of a domain that is off; without ``live``, with ``persistDestination``.
    public static let offline = MigrationFlags(rawValue: VIR_MIGRATE_OFFLINE.rawValue)
    /// Compress the memory on its way.
    public static let compressed = MigrationFlags(rawValue: VIR_MIGRATE_COMPRESSED.rawValue)
    /// Give up where a disk fails meanwhile.
    public static let abortOnError = MigrationFlags(rawValue: VIR_MIGRATE_ABORT_ON_ERROR.rawValue)
    /// Slow a guest down that writes faster than its memory moves.
    public static let autoConverge = MigrationFlags(rawValue: VIR_MIGRATE_AUTO_CONVERGE.rawValue)
    /// Allow the switch to post-copy, which can no longer be undone.
    public static let postCopy = MigrationFlags(rawValue: VIR_MIGRATE_POSTCOPY.rawValue)
    /// Encrypt the memory on its way.
    public static let tls = MigrationFlags(rawValue: VIR_MIGRATE_TLS.rawValue)
    /// Use several connections for the memory.
    public static let parallel = MigrationFlags(rawValue: VIR_MIGRATE_PARALLEL.rawValue)
}

/// Everything that says how a domain is moved to another host.
public struct MigrationOptions: Hashable, Sendable {
    /// How it is moved.
    public var flags: MigrationFlags
    /// The most that it may take, in MiB a second; `nil` for no limit of ours.
    public var bandwidth: UInt64?
    /// The URI that the memory goes to, such as `tcp://10.0.0.2`; `nil` where the destination chooses by its name.
    public var migrationURI: String?
    /// The address that the destination listens at for the memory.
    public var listenAddress: String?
    /// The URI that viewers of the guest's screen are sent to, such as `vnc://10.0.0.2`.
    public var graphicsURI: String?
    /// The name at the destination; `nil` to keep it.
    public var destinationName: String?
    /// The XML of the running domain at the destination; `nil` to keep it.
    public var destinationXML: String?
    /// The XML that the destination defines; `nil` to keep it.
    public var persistentXML: String?
    /// The disks to copy by their targets, such as `vda`; empty for libvirt's choice.
    public var disks: [String]

    /// Options with those flags and nothing else, or with what is set.
    public init(
        _ flags: MigrationFlags,
        bandwidth: UInt64? = nil,
        migrationURI: String? = nil,
        listenAddress: String? = nil,
        graphicsURI: String? = nil,
        destinationName: String? = nil,
        destinationXML: String? = nil,
        persistentXML: String? = nil,
        disks: [String] = []
    ) {
        self.flags = flags
        self.bandwidth = bandwidth
        self.migrationURI = migrationURI
        self.listenAddress = listenAddress
        self.graphicsURI = graphicsURI
        self.destinationName = destinationName
        self.destinationXML = destinationXML
        self.persistentXML = persistentXML
        self.disks = disks
    }

    /// The options as libvirt takes them.
    func parameters() throws(LibvirtError) -> TypedParameters {
        var parameters = TypedParameters()
        if let bandwidth { try parameters.add(VIR_MIGRATE_PARAM_BANDWIDTH, bandwidth) }
        if let migrationURI { try parameters.add(VIR_MIGRATE_PARAM_URI, migrationURI) }
        if let listenAddress { try parameters.add(VIR_MIGRATE_PARAM_LISTEN_ADDRESS, listenAddress) }
        if let graphicsURI { try parameters.add(VIR_MIGRATE_PARAM_GRAPHICS_URI, graphicsURI) }
        if let destinationName { try parameters.add(VIR_MIGRATE_PARAM_DEST_NAME, destinationName) }
        if let destinationXML { try parameters.add(VIR_MIGRATE_PARAM_DEST_XML, destinationXML) }
        if let persistentXML { try parameters.add(VIR_MIGRATE_PARAM_PERSIST_XML, persistentXML) }
        for disk in disks { try parameters.add(VIR_MIGRATE_PARAM_MIGRATE_DISKS, disk) }
        return parameters
    }
}

/// A list of named values as libvirt takes them.
struct TypedParameters: ~Copyable {
    private(set) var fields: UnsafeMutablePointer<virTypedParameter>?
    private(set) var count: CInt = 0
    private var room: CInt = 0

    init() {}

    deinit { virTypedParamsFree(fields, count) }

    /// Adds a text; a name may be there several times.
    mutating func add(_ name: String, _ value: String) throws(LibvirtError) {
        try call("virTypedParamsAddString") { virTypedParamsAddString(&fields, &count, &room, name, value) }
    }

    /// Adds a number.
    mutating func add(_ name: String, _ value: UInt64) throws(LibvirtError) {
        try call("virTypedParamsAddULLong") { virTypedParamsAddULLong(&fields, &count, &room, name, value) }
    }
}
