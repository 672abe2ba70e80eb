internal import CLibvirt

/// How a snapshot is taken.
public struct SnapshotFlags: OptionSet, Hashable, Sendable {
    /// libvirt's `virDomainSnapshotCreateFlags`.
    public let rawValue: UInt32

    /// Flags by libvirt's bits for them.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Take nothing: make a snapshot known that is in the disks already, by the XML that it had.
    public static let redefine = SnapshotFlags(rawValue: VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE.rawValue)
    /// With ``redefine``: make it the current one.
    public static let current = SnapshotFlags(rawValue: VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT.rawValue)
    /// Take it without libvirt remembering it.
    public static let noMetadata = SnapshotFlags(rawValue: VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA.rawValue)
    /// Stop the guest once it is taken.
    public static let halt = SnapshotFlags(rawValue: VIR_DOMAIN_SNAPSHOT_CREATE_HALT.rawValue)
    /// Disks only, without memory, in files of their own.
    public static let diskOnly = SnapshotFlags(rawValue: VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY.rawValue)
    /// Use files that are there already.
    public static let reuseExternal = SnapshotFlags(rawValue: VIR_DOMAIN_SNAPSHOT_CREATE_REUSE_EXT.rawValue)
    /// Have the guest agent write all that the guest holds back first.
    public static let quiesce = SnapshotFlags(rawValue: VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE.rawValue)
    /// All disks or none.
    public static let atomic = SnapshotFlags(rawValue: VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC.rawValue)
    /// Let the guest run while its memory is written; for external snapshots only.
    public static let live = SnapshotFlags(rawValue: VIR_DOMAIN_SNAPSHOT_CREATE_LIVE.rawValue)
    /// Check the XML against libvirt's grammar first.
    public static let validate = SnapshotFlags(rawValue: VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE.rawValue)
}

/// What a domain is after it was set back to a snapshot.
public struct RevertFlags: OptionSet, Hashable, Sendable {
    /// libvirt's `virDomainSnapshotRevertFlags`.
    public let rawValue: UInt32

    /// Flags by libvirt's bits for them.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Running, whatever it was in the snapshot.
    public static let running = RevertFlags(rawValue: VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING.rawValue)
    /// Paused, whatever it was in the snapshot.
    public static let paused = RevertFlags(rawValue: VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED.rawValue)
    /// Allowed where libvirt sees a risk, such as a guest whose devices differ from the snapshot's.
    public static let force = RevertFlags(rawValue: VIR_DOMAIN_SNAPSHOT_REVERT_FORCE.rawValue)
}

/// What is removed with a snapshot.
public struct SnapshotDeletion: OptionSet, Hashable, Sendable {
    /// libvirt's `virDomainSnapshotDeleteFlags`.
    public let rawValue: UInt32

    /// Flags by libvirt's bits for them.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The snapshots that were taken after it, too.
    public static let children = SnapshotDeletion(rawValue: VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN.rawValue)
    /// Only what libvirt remembers of it; the disks keep theirs.
    public static let metadataOnly = SnapshotDeletion(rawValue: VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY.rawValue)
    /// The snapshots that were taken after it, but not itself.
    public static let childrenOnly = SnapshotDeletion(rawValue: VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY.rawValue)
}
