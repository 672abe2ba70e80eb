internal import CLibvirt

extension Domain {
    /// Boots a defined domain that is off, or restores it where its memory was saved.
    ///
    /// The C function is `virDomainCreate`.
    public func start() throws(LibvirtError) {
        try call("virDomainCreate") { virDomainCreate(handle) }
    }

    /// Asks the guest to shut down, by the guest agent or ACPI as the hypervisor sees fit.
    ///
    /// It returns once the guest was asked. The C function is `virDomainShutdown`.
    public func shutdown() throws(LibvirtError) {
        try call("virDomainShutdown") { virDomainShutdown(handle) }
    }

    /// Cuts the domain's power; the guest gets no warning.
    ///
    /// A transient domain is gone then. The C function is `virDomainDestroy`.
    public func destroy() throws(LibvirtError) {
        try call("virDomainDestroy") { virDomainDestroy(handle) }
    }

    /// Asks the guest to restart.
    ///
    /// It returns once the guest was asked. The C function is `virDomainReboot`.
    public func reboot() throws(LibvirtError) {
        try call("virDomainReboot") { virDomainReboot(handle, 0) }
    }

    /// Presses the reset button; the guest gets no warning.
    ///
    /// The C function is `virDomainReset`.
    public func reset() throws(LibvirtError) {
        try call("virDomainReset") { virDomainReset(handle, 0) }
    }

    /// Stops the guest's processors; its memory stays where it is.
    ///
    /// The C function is `virDomainSuspend`.
    public func suspend() throws(LibvirtError) {
        try call("virDomainSuspend") { virDomainSuspend(handle) }
    }

    /// Lets a paused guest run on.
    ///
    /// The C function is `virDomainResume`.
    public func resume() throws(LibvirtError) {
        try call("virDomainResume") { virDomainResume(handle) }
    }

    /// Makes the host start the domain when it boots, or not.
    public func setAutostart(_ enabled: Bool) throws(LibvirtError) {
        try call("virDomainSetAutostart") { virDomainSetAutostart(handle, enabled ? 1 : 0) }
    }
}
