/// A snapshot of a domain.
public struct DomainSnapshot: Hashable, Sendable {
    /// The name, unique in its domain.
    public var name: String
    /// The name of the snapshot that it was taken after; `nil` for a first one.
    public var parent: String?
    /// True for the one that the domain's present content follows.
    public var isCurrent: Bool
    /// What the domain was when it was taken, in libvirt's words: `running`, `paused`, `shutoff`, `disk-snapshot`.
    public var state: String
    /// When it was taken, in seconds since 1970.
    public var created: Int64
    /// True where memory or a disk is kept in a file of its own rather than in the disk's file.
    public var isExternal: Bool
    /// The XML, with passwords; it is what ``SnapshotFlags/redefine`` takes.
    public var xml: String

    /// Reads a snapshot's XML.
    init(xml: String, from function: String) throws(LibvirtError) {
        let elements = try XMLElements(xml, from: function)
        let parts = elements.all("domainsnapshot/memory") + elements.all("domainsnapshot/disks/disk")
        name = elements.text("domainsnapshot/name") ?? ""
        parent = elements.text("domainsnapshot/parent/name")
        isCurrent = false
        state = elements.text("domainsnapshot/state") ?? ""
        created = elements.text("domainsnapshot/creationTime").flatMap { Int64($0) } ?? 0
        isExternal = parts.contains { $0.attributes["snapshot"] == "external" }
        self.xml = xml
    }
}

extension [DomainSnapshot] {
    /// The snapshots with each after its parent; those of one parent by time and name.
    func parentsFirst() -> [DomainSnapshot] {
        let names = Set(map(\.name))
        // One whose parent is not in the list counts as a first one.
        let children = Dictionary(grouping: self) { one in one.parent.flatMap { names.contains($0) ? $0 : nil } }
        var ordered: [DomainSnapshot] = []
        var waiting: [String?] = [nil]
        var next = 0
        while next < waiting.count {
            let found = (children[waiting[next]] ?? []).sorted { ($0.created, $0.name) < ($1.created, $1.name) }
            ordered += found
            waiting += found.map(\.name)
            next += 1
        }
        return ordered
    }
}
