/// What a host says of itself when it is asked.
public struct HostFacts: Hashable, Sendable {
    /// The capabilities UUID, or one derived from the URI.
    public var id: Host.ID
    /// The name that the host gives itself.
    public var hostname: String
    /// Processors that guests may use.
    public var cpus: Int
    /// Physical memory; `nil` where the driver does not say.
    public var memory: Bytes?
    /// As `9.0.0`.
    public var libvirtVersion: String
    /// What runs the guests, as `QEMU 7.2.22`.
    public var hypervisor: String
    /// What this libvirt can do beyond the oldest version we accept, sorted.
    public var features: [String]
    /// True where the driver measures nothing.
    public var isSimulated: Bool

    /// Facts of a host.
    public init(
        id: Host.ID,
        hostname: String,
        cpus: Int,
        memory: Bytes?,
        libvirtVersion: String,
        hypervisor: String,
        features: [String],
        isSimulated: Bool
    ) {
        self.id = id
        self.hostname = hostname
        self.cpus = cpus
        self.memory = memory
        self.libvirtVersion = libvirtVersion
        self.hypervisor = hypervisor
        self.features = features
        self.isSimulated = isSimulated
    }
}
