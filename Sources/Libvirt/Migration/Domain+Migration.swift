internal import CLibvirt

extension Domain {
    /// Moves the domain to another host, which the source host reaches by the URI.
    ///
    /// It blocks until the domain is there; ``job()`` tells how far it is, and ``abortJob()`` stops it, on another
    /// thread. A domain with snapshots is refused: delete what libvirt remembers of them first, and make them known at
    /// the destination again. An error of kind ``LibvirtError/Kind/unreachable`` or ``LibvirtError/Kind/refused`` may be
    /// of the destination as the source sees it. The C function is `virDomainMigrateToURI3`.
    ///
    /// - Parameters:
    ///   - uri: The destination as the source host would open it.
    ///   - options: How it is moved; ``MigrationFlags/peerToPeer`` is needed by QEMU.
    public func migrate(toURI uri: String, options: MigrationOptions) throws(LibvirtError) {
        let parameters = try options.parameters()
        try call("virDomainMigrateToURI3") {
            virDomainMigrateToURI3(handle, uri, parameters.fields, UInt32(parameters.count), options.flags.rawValue)
        }
    }

    /// Moves the domain to the host of another connection, with this process between the two.
    ///
    /// What is said of ``migrate(toURI:options:)`` holds here too, but ``MigrationFlags/peerToPeer`` is refused. The C
    /// function is `virDomainMigrate3`.
    ///
    /// - Returns: The domain at the destination.
    public func migrate(to connection: Connection, options: MigrationOptions) throws(LibvirtError) -> Domain {
        let parameters = try options.parameters()
        return try Domain(
            owning: call("virDomainMigrate3") {
                virDomainMigrate3(
                    handle,
                    connection.handle,
                    parameters.fields,
                    UInt32(parameters.count),
                    options.flags.rawValue
                )
            }
        )
    }

    /// Sets for how many milliseconds a guest may stand still at the end of its live migration.
    ///
    /// Hosts older than libvirt 3.7 take it only while the domain migrates. The C function is
    /// `virDomainMigrateSetMaxDowntime`.
    public func setMaximumDowntime(_ milliseconds: UInt64) throws(LibvirtError) {
        try call("virDomainMigrateSetMaxDowntime") { virDomainMigrateSetMaxDowntime(handle, milliseconds, 0) }
    }
}
