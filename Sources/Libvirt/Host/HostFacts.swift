internal import CLibvirt
internal import Glibc

/// What a host is, which does not change while a connection is open.
public struct HostFacts: Hashable, Sendable {
    /// The identifier of the machine by its capabilities; `nil` where the driver has none, as the test driver.
    public var uuid: DomainUUID?
    /// The name that the host calls itself by.
    public var hostname: String
    /// The version of the host's libvirt.
    public var libvirt: LibvirtVersion
    /// The kind of hypervisor in the driver's words, such as `QEMU`.
    public var hypervisorType: String
    /// The version of the hypervisor; `nil` where the host does not say.
    public var hypervisor: LibvirtVersion?
    /// The processors.
    public var processors: Processors

    /// A host's processors.
    public struct Processors: Hashable, Sendable {
        /// The architecture, such as `x86_64`.
        public var model: String
        /// How many take work now.
        public var active: Int
        /// Megahertz; `nil` where not known.
        public var megahertz: Int?
        /// NUMA cells, at least 1.
        public var cells: Int
        /// Sockets in each cell.
        public var sockets: Int
        /// Cores in each socket.
        public var cores: Int
        /// Threads in each core.
        public var threads: Int
    }
}

extension Connection {
    /// Reads what the host is, in five exchanges.
    public func hostFacts() throws(LibvirtError) -> HostFacts {
        var library: UInt = 0
        try call("virConnectGetLibVersion") { virConnectGetLibVersion(handle, &library) }
        var hypervisor: UInt = 0
        let knowsHypervisor = virConnectGetVersion(handle, &hypervisor) == 0 && hypervisor > 0
        return HostFacts(
            uuid: hostUUID(inCapabilities: try capabilities()),
            hostname: try callText("virConnectGetHostname") { virConnectGetHostname(handle) },
            libvirt: LibvirtVersion(rawValue: library),
            hypervisorType: hypervisorType,
            hypervisor: knowsHypervisor ? LibvirtVersion(rawValue: hypervisor) : nil,
            processors: HostFacts.Processors(try nodeInfo())
        )
    }

    /// The host's capabilities, as XML.
    ///
    /// The C function is `virConnectGetCapabilities`.
    public func capabilities() throws(LibvirtError) -> String {
        try callText("virConnectGetCapabilities") { virConnectGetCapabilities(handle) }
    }

    /// What `virNodeGetInfo` tells.
    func nodeInfo() throws(LibvirtError) -> virNodeInfo {
        var info = virNodeInfo()
        try call("virNodeGetInfo") { virNodeGetInfo(handle, &info) }
        return info
    }
}

extension HostFacts.Processors {
    fileprivate init(_ info: virNodeInfo) {
        model = withUnsafeBytes(of: info.model) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        active = Int(info.cpus)
        megahertz = info.mhz > 0 ? Int(info.mhz) : nil
        cells = max(1, Int(info.nodes))
        sockets = Int(info.sockets)
        cores = Int(info.cores)
        threads = Int(info.threads)
    }
}

/// The host's identifier, which stands right at the start of its element.
///
/// The text is not read as a whole: it lists every processor and machine type, and may be hundreds of kilobytes.
private func hostUUID(inCapabilities xml: String) -> DomainUUID? {
    xml.withCString { text in
        guard let host = strstr(text, "<host>"), let end = strstr(host, "</host>") else { return nil }
        guard let start = strstr(host, "<uuid>"), start < end else { return nil }
        let bytes = UnsafeRawBufferPointer(start: start + 6, count: min(36, end - start - 6))
        return DomainUUID(String(decoding: bytes, as: UTF8.self))
    }
}
