internal import CLibvirt

/// What goes with a domain's definition.
public struct UndefineFlags: OptionSet, Hashable, Sendable {
    /// libvirt's `virDomainUndefineFlagsValues`.
    public let rawValue: UInt32

    /// Flags by libvirt's bits for them.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Remove the saved memory.
    public static let managedSave = UndefineFlags(rawValue: VIR_DOMAIN_UNDEFINE_MANAGED_SAVE.rawValue)
    /// Forget the snapshots; the disks keep theirs.
    public static let snapshotsMetadata = UndefineFlags(rawValue: VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA.rawValue)
    /// Remove the file of the firmware's variables.
    public static let nvram = UndefineFlags(rawValue: VIR_DOMAIN_UNDEFINE_NVRAM.rawValue)
    /// Keep the file of the firmware's variables.
    public static let keepNVRAM = UndefineFlags(rawValue: VIR_DOMAIN_UNDEFINE_KEEP_NVRAM.rawValue)
    /// Forget the checkpoints.
    public static let checkpointsMetadata = UndefineFlags(rawValue: VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA.rawValue)
}

extension Domain {
    /// Removes the definition; a running guest goes on as a transient domain.
    ///
    /// Refused where snapshots, checkpoints or saved memory would be lost that the flags do not name. The C function is
    /// `virDomainUndefineFlags`.
    public func undefine(flags: UndefineFlags = []) throws(LibvirtError) {
        try call("virDomainUndefineFlags") { virDomainUndefineFlags(handle, flags.rawValue) }
    }

    /// Gives a domain that is off another name; ``name`` of this reference stays as it was.
    ///
    /// The C function is `virDomainRename`.
    public func rename(to name: String) throws(LibvirtError) {
        try call("virDomainRename") { virDomainRename(handle, name, 0) }
    }

    /// Saves the guest's memory on the host and stops it; the next start goes on from there.
    ///
    /// The C function is `virDomainManagedSave`.
    public func managedSave() throws(LibvirtError) {
        try call("virDomainManagedSave") { virDomainManagedSave(handle, 0) }
    }

    /// True where the guest's memory is saved on the host.
    ///
    /// The C function is `virDomainHasManagedSaveImage`.
    public func hasManagedSave() throws(LibvirtError) -> Bool {
        try call("virDomainHasManagedSaveImage") { virDomainHasManagedSaveImage(handle, 0) } == 1
    }

    /// Removes the saved memory, so that the next start boots.
    ///
    /// The C function is `virDomainManagedSaveRemove`.
    public func removeManagedSave() throws(LibvirtError) {
        try call("virDomainManagedSaveRemove") { virDomainManagedSaveRemove(handle, 0) }
    }
}
