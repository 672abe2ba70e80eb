internal import CLibvirt
internal import Glibc

extension Domain {
    /// The snapshots that libvirt knows of the domain, each after its parent.
    ///
    /// Each takes one exchange with the host; one that goes meanwhile is left out. A read-only connection is refused,
    /// as the XML has passwords. The C function is `virDomainListAllSnapshots`.
    public func snapshots() throws(LibvirtError) -> [DomainSnapshot] {
        var list: UnsafeMutablePointer<virDomainSnapshotPtr?>?
        let count = try call("virDomainListAllSnapshots") { virDomainListAllSnapshots(handle, &list, 0) }
        defer { free(list) }
        var snapshots: [DomainSnapshot] = []
        var failure: LibvirtError?
        for index in 0..<Int(count) {
            guard let pointer = list?[index] else { continue }
            let snapshot = SnapshotReference(owning: pointer)
            do {
                snapshots.append(try snapshot.read())
            } catch  where error.code == .noDomainSnapshot {
                continue
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        if !snapshots.isEmpty, let current = try currentSnapshot() {
            for index in snapshots.indices { snapshots[index].isCurrent = snapshots[index].name == current }
        }
        return snapshots.parentsFirst()
    }

    /// The name of the snapshot that the domain's present content follows; `nil` where there is none.
    ///
    /// The C function is `virDomainSnapshotCurrent`.
    public func currentSnapshot() throws(LibvirtError) -> String? {
        do {
            return try SnapshotReference(
                owning: call("virDomainSnapshotCurrent") { virDomainSnapshotCurrent(handle, 0) }
            ).name
        } catch  where error.code == .noDomainSnapshot {
            return nil
        }
    }

    /// Takes a snapshot, or makes one known again.
    ///
    /// The C function is `virDomainSnapshotCreateXML`.
    ///
    /// - Parameters:
    ///   - xml: A `domainsnapshot` element; an empty one lets libvirt choose the name.
    ///   - flags: How it is taken.
    /// - Returns: Its name.
    @discardableResult
    public func createSnapshot(xml: String, flags: SnapshotFlags = []) throws(LibvirtError) -> String {
        try SnapshotReference(
            owning: call("virDomainSnapshotCreateXML") { virDomainSnapshotCreateXML(handle, xml, flags.rawValue) }
        ).name
    }

    /// Sets the domain back to what it was in a snapshot, which becomes the current one.
    ///
    /// What the domain held since is lost, unless it is in another snapshot. The C function is
    /// `virDomainRevertToSnapshot`.
    public func revert(toSnapshot name: String, flags: RevertFlags = []) throws(LibvirtError) {
        let snapshot = try snapshot(name)
        try call("virDomainRevertToSnapshot") { virDomainRevertToSnapshot(snapshot.handle, flags.rawValue) }
    }

    /// Removes a snapshot.
    ///
    /// The C function is `virDomainSnapshotDelete`.
    ///
    /// - Returns: False where it was not there.
    @discardableResult
    public func deleteSnapshot(_ name: String, flags: SnapshotDeletion = []) throws(LibvirtError) -> Bool {
        do {
            let snapshot = try snapshot(name)
            try call("virDomainSnapshotDelete") { virDomainSnapshotDelete(snapshot.handle, flags.rawValue) }
            return true
        } catch  where error.code == .noDomainSnapshot {
            return false
        }
    }

    private func snapshot(_ name: String) throws(LibvirtError) -> SnapshotReference {
        SnapshotReference(
            owning: try call("virDomainSnapshotLookupByName") { virDomainSnapshotLookupByName(handle, name, 0) }
        )
    }
}

/// A reference to a snapshot of a domain.
private struct SnapshotReference: ~Copyable {
    let handle: OpaquePointer

    /// Takes over a reference that the caller owns.
    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { virDomainSnapshotFree(handle) }

    var name: String { virDomainSnapshotGetName(handle).map { String(cString: $0) } ?? "" }

    func read() throws(LibvirtError) -> DomainSnapshot {
        let function = "virDomainSnapshotGetXMLDesc"
        let xml = try callText(function) {
            virDomainSnapshotGetXMLDesc(handle, VIR_DOMAIN_SNAPSHOT_XML_SECURE.rawValue)
        }
        return try DomainSnapshot(xml: xml, from: function)
    }
}
