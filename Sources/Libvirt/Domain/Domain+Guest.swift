internal import CLibvirt

extension Domain {
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
