internal import CLibvirt

/// A reference to one domain of a connection.
///
/// It owns its handle and releases it once; the handle keeps the connection open. Every call may block like those of
/// ``Connection``. It is safe to send: libvirt's domain handles may be used by any thread, and this one never changes.
public struct Domain: ~Copyable, @unchecked Sendable {
    let handle: OpaquePointer

    /// The identifier.
    public let uuid: DomainUUID

    /// Takes over a reference that the caller owns.
    init(owning handle: OpaquePointer) throws(LibvirtError) {
        do {
            uuid = try DomainUUID(of: handle)
        } catch {
            virDomainFree(handle)
            throw error
        }
        self.handle = handle
    }

    deinit { virDomainFree(handle) }

    /// The name at the time of the lookup.
    public var name: String { virDomainGetName(handle).map { String(cString: $0) } ?? "" }

    /// The state at this moment.
    public func status() throws(LibvirtError) -> DomainStatus {
        var state: CInt = 0
        var reason: CInt = 0
        try call("virDomainGetState") { virDomainGetState(handle, &state, &reason, 0) }
        return DomainStatus(state: DomainState(rawState: state), reason: reason)
    }

    /// The state, processors, memory and processor time at this moment.
    public func info() throws(LibvirtError) -> DomainInfo {
        var info = virDomainInfo()
        try call("virDomainGetInfo") { virDomainGetInfo(handle, &info) }
        return DomainInfo(info)
    }

    /// True while a guest is in memory.
    public func isActive() throws(LibvirtError) -> Bool {
        try call("virDomainIsActive") { virDomainIsActive(handle) } == 1
    }

    /// True where the host keeps the definition once the guest is off; false for a transient domain.
    public func isPersistent() throws(LibvirtError) -> Bool {
        try call("virDomainIsPersistent") { virDomainIsPersistent(handle) } == 1
    }

    /// True where the host starts the domain when it boots.
    public func isAutostarted() throws(LibvirtError) -> Bool {
        var answer: CInt = 0
        try call("virDomainGetAutostart") { virDomainGetAutostart(handle, &answer) }
        return answer != 0
    }

    /// The domain's XML.
    ///
    /// - Parameters:
    ///   - inactive: The definition for the next start rather than what runs now.
    ///   - secure: With passwords; a read-only connection is refused.
    ///   - migratable: As another host takes it, without what this one filled in.
    public func xml(
        inactive: Bool = false,
        secure: Bool = false,
        migratable: Bool = false
    ) throws(LibvirtError) -> String {
        let flags =
            (inactive ? VIR_DOMAIN_XML_INACTIVE.rawValue : 0) | (secure ? VIR_DOMAIN_XML_SECURE.rawValue : 0)
            | (migratable ? VIR_DOMAIN_XML_MIGRATABLE.rawValue : 0)
        return try callText("virDomainGetXMLDesc") { virDomainGetXMLDesc(handle, flags) }
    }
}

/// What `virDomainGetInfo` tells.
public struct DomainInfo: Hashable, Sendable {
    /// The state.
    public var state: DomainState
    /// Virtual processors.
    public var vcpus: Int
    /// The most memory that the guest may have, in bytes.
    public var maximumMemory: UInt64
    /// The memory that it has now, in bytes.
    public var memory: UInt64
    /// Processor time used, in nanoseconds.
    public var cpuTime: UInt64

    init(_ info: virDomainInfo) {
        state = DomainState(rawState: Int32(info.state))
        vcpus = Int(info.nrVirtCpu)
        maximumMemory = bytes(kibibytes: UInt64(info.maxMem))
        memory = bytes(kibibytes: UInt64(info.memory))
        cpuTime = info.cpuTime
    }
}

/// Kibibytes as bytes; what does not fit is the greatest number.
func bytes(kibibytes: UInt64) -> UInt64 {
    let product = kibibytes.multipliedReportingOverflow(by: 1024)
    return product.overflow ? .max : product.partialValue
}
