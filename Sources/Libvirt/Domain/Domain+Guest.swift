internal import CLibvirt

extension Domain {
    /// Sets how many virtual processors the domain has.
    ///
    /// A running guest gets more only up to the most that it was started with, and gives back only those that it got
    /// while it ran; one that does not let go costs five seconds and an error of kind ``LibvirtError/Kind/busy``. The
    /// C function is `virDomainSetVcpusFlags`.
    ///
    /// - Parameters:
    ///   - count: The processors.
    ///   - affecting: What is changed; empty for what the domain is now.
    ///   - maximum: Set the most that it may have, which only the definition allows.
    public func setVCPUs(_ count: Int, affecting: DomainAffect, maximum: Bool = false) throws(LibvirtError) {
        let flags = affecting.rawValue | (maximum ? VIR_DOMAIN_VCPU_MAXIMUM.rawValue : 0)
        try call("virDomainSetVcpusFlags") { virDomainSetVcpusFlags(handle, UInt32(clamping: count), flags) }
    }

    /// Sets how much memory the domain has, in bytes; parts of a KiB count as a whole one.
    ///
    /// A running guest gets there by itself, and only where it has a balloon driver. The C function is
    /// `virDomainSetMemoryFlags`.
    ///
    /// - Parameters:
    ///   - bytes: The memory.
    ///   - affecting: What is changed; empty for what the domain is now.
    ///   - maximum: Set the most that it may have, which only the definition allows.
    public func setMemory(_ bytes: UInt64, affecting: DomainAffect, maximum: Bool = false) throws(LibvirtError) {
        let flags = affecting.rawValue | (maximum ? VIR_DOMAIN_MEM_MAXIMUM.rawValue : 0)
        let kibibytes = UInt(clamping: bytes / 1024 + (bytes.isMultiple(of: 1024) ? 0 : 1))
        try call("virDomainSetMemoryFlags") { virDomainSetMemoryFlags(handle, kibibytes, flags) }
    }

    /// Sets the guest's clock through its agent, to seconds and nanoseconds since 1970.
    ///
    /// The C function is `virDomainSetTime`.
    public func setTime(_ seconds: Int64, nanoseconds: UInt32 = 0) throws(LibvirtError) {
        try call("virDomainSetTime") { virDomainSetTime(handle, seconds, nanoseconds, 0) }
    }

    /// True where an agent runs in the guest and answers.
    ///
    /// It asks for the guest's clock, which every agent knows. One that does not answer costs the host's five seconds.
    /// A domain that is off, and a read-only connection, are errors. The C function is `virDomainGetTime`.
    public func guestAgentAnswers() throws(LibvirtError) -> Bool {
        var seconds: Int64 = 0
        var nanoseconds: UInt32 = 0
        do {
            try call("virDomainGetTime") { virDomainGetTime(handle, &seconds, &nanoseconds, 0) }
            return true
        } catch  where [.agentUnresponsive, .agentUnsynced, .argumentUnsupported].contains(error.code) {
            return false
        } catch  where error.message.contains("agent command") {
            // It answers, if only to refuse.
            return true
        }
    }
}
