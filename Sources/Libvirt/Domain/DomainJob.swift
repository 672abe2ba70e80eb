internal import CLibvirt

/// A long operation on a domain, such as a migration.
public struct DomainJob: Hashable, Sendable {
    /// What the job does.
    public enum Operation: Hashable, Sendable {
        case start, save, restore, migrationIn, migrationOut, snapshot, snapshotRevert, dump, backup, snapshotDelete
        /// One newer than this wrapper, or 0 where the host does not say, with libvirt's number for it.
        case unknown(Int32)

        init(rawOperation: Int32) {
            switch UInt32(bitPattern: rawOperation) {
            case VIR_DOMAIN_JOB_OPERATION_START.rawValue: self = .start
            case VIR_DOMAIN_JOB_OPERATION_SAVE.rawValue: self = .save
            case VIR_DOMAIN_JOB_OPERATION_RESTORE.rawValue: self = .restore
            case VIR_DOMAIN_JOB_OPERATION_MIGRATION_IN.rawValue: self = .migrationIn
            case VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT.rawValue: self = .migrationOut
            case VIR_DOMAIN_JOB_OPERATION_SNAPSHOT.rawValue: self = .snapshot
            case VIR_DOMAIN_JOB_OPERATION_SNAPSHOT_REVERT.rawValue: self = .snapshotRevert
            case VIR_DOMAIN_JOB_OPERATION_DUMP.rawValue: self = .dump
            case VIR_DOMAIN_JOB_OPERATION_BACKUP.rawValue: self = .backup
            case 10: self = .snapshotDelete
            default: self = .unknown(rawOperation)
            }
        }
    }

    /// What it does.
    public var operation: Operation
    /// Bytes to move altogether; `nil` where the job has no known end.
    public var total: UInt64?
    /// Bytes moved.
    public var processed: UInt64?
    /// Bytes left.
    public var remaining: UInt64?
    /// Milliseconds since it began.
    public var elapsed: UInt64?
    /// Bytes of memory that move each second.
    public var memoryRate: UInt64?
    /// Milliseconds that the guest is expected to stand still, or stood still once the job is over.
    public var downtime: UInt64?

    /// True for a migration to or from this host.
    public var isMigration: Bool { operation == .migrationIn || operation == .migrationOut }
}

extension Domain {
    /// The job that runs on the domain now; `nil` where there is none.
    ///
    /// The C function is `virDomainGetJobStats`.
    public func job() throws(LibvirtError) -> DomainJob? {
        try jobStats(flags: 0, types: [VIR_DOMAIN_JOB_BOUNDED, VIR_DOMAIN_JOB_UNBOUNDED])
    }

    /// The last job that ended well; `nil` where there is none, or libvirt forgot it.
    ///
    /// After a migration the destination has the figures, and the source too where the domain is still defined. The
    /// C function is `virDomainGetJobStats`.
    ///
    /// - Parameter keeping: Let it be read again; hosts older than libvirt 6.0 refuse that.
    public func completedJob(keeping: Bool = false) throws(LibvirtError) -> DomainJob? {
        let kept = keeping ? VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED.rawValue : 0
        return try jobStats(flags: VIR_DOMAIN_JOB_STATS_COMPLETED.rawValue | kept, types: [VIR_DOMAIN_JOB_COMPLETED])
    }

    private func jobStats(flags: UInt32, types: [virDomainJobType]) throws(LibvirtError) -> DomainJob? {
        var type: CInt = 0
        var fields: UnsafeMutablePointer<virTypedParameter>?
        var count: CInt = 0
        try call("virDomainGetJobStats") { virDomainGetJobStats(handle, &type, &fields, &count, flags) }
        defer { virTypedParamsFree(fields, count) }
        guard types.contains(where: { $0.rawValue == UInt32(bitPattern: type) }) else { return nil }

        var operation: CInt = 0
        virTypedParamsGetInt(fields, count, "operation", &operation)
        func number(_ name: String) -> UInt64? {
            var value: UInt64 = 0
            return virTypedParamsGetULLong(fields, count, name, &value) == 1 ? value : nil
        }
        return DomainJob(
            operation: DomainJob.Operation(rawOperation: operation),
            total: number("data_total"),
            processed: number("data_processed"),
            remaining: number("data_remaining"),
            elapsed: number("time_elapsed"),
            memoryRate: number("memory_bps"),
            downtime: number("downtime")
        )
    }

    /// Stops the job that runs on the domain.
    public func abortJob() throws(LibvirtError) {
        try call("virDomainAbortJob") { virDomainAbortJob(handle) }
    }
}
