/// One VM or snapshot, as the books of the cloud and its hosts have it side by side.
public struct SanityRow: Identifiable, Hashable, Sendable {
    /// What a row is of.
    public enum ID: Hashable, Comparable, Sendable {
        case vm(VM.ID)
        case snapshot(Snapshot.ID)
    }

    /// What came of the comparison.
    public enum Finding: Hashable, Sendable {
        /// It is where the books have it.
        case expected
        /// Somebody has moved it.
        case moved
        /// A host has it, the books do not.
        case orphan
        /// The books have it, and every host says that it has not.
        case missing
        /// The books have it; no host shows it, and not all of them were heard.
        case unheard
        /// Several hosts have it defined.
        case doubled
        /// It is in the trash, and a host shows it.
        case revived
        /// A task is at work on it, after which it is compared again.
        case changing
        /// A snapshot, and who knows it.
        case snapshot(Snapshot.Presence)
    }

    /// What can be done about a row.
    public enum Remedy: String, CaseIterable, Hashable, Sendable {
        /// Take it into the books, with its disks.
        case adopt
        /// Stop it, and remove its definition from its host; its disks stay.
        case undefine
        /// Remove it from the books; its files stay.
        case forget
        /// Delete the snapshot, on whichever side it is.
        case deleteSnapshot = "delete-snapshot"
    }

    /// Tells it from all others.
    public let id: ID
    /// The VM.
    public var vm: VM.ID
    /// What the VM is called; may be unsafe to print before it is drawn or escaped.
    public var name: String
    /// The snapshot; `nil` for a row of a VM.
    public var snapshot: String?
    /// The host that shows it, or that the books name; `nil` where there is none.
    public var host: Host.ID?
    /// What that host is called; `nil` where it is not known.
    public var hostName: String?
    /// What the VM does.
    public var state: VM.State
    /// What came of the comparison.
    public var finding: Finding
    /// The finding in words.
    public var message: String
    /// What can be done about it; empty where nothing is to be done, or where not enough is known.
    public var remedies: Set<Remedy>

    /// VM and snapshot, as `web-01` or `web-01 before-upgrade`.
    public var title: String { snapshot.map { "\(name) \($0)" } ?? name }

    /// Whether somebody should look at it.
    public var isFaulty: Bool {
        switch finding {
        case .expected, .changing, .snapshot(.present): false
        case .moved, .orphan, .missing, .unheard, .doubled, .revived, .snapshot(.absent), .snapshot(.orphan): true
        }
    }
}

extension SanityRow.Finding {
    /// The word in JSON.
    public var word: String {
        switch self {
        case .expected: "expected"
        case .moved: "moved"
        case .orphan: "orphan"
        case .missing: "missing"
        case .unheard: "unheard"
        case .doubled: "doubled"
        case .revived: "revived"
        case .changing: "changing"
        case .snapshot(let presence): "snapshot-\(presence.rawValue)"
        }
    }
}

/// How many rows of a comparison came to what.
public struct SanityTotals: Hashable, Sendable {
    /// VMs that are where the books have them.
    public var expected = 0
    /// VMs that somebody has moved.
    public var moved = 0
    /// VMs that the books do not have.
    public var orphans = 0
    /// VMs that no host has.
    public var missing = 0
    /// Other rows that somebody should look at.
    public var others = 0

    /// Counts rows.
    public init(_ rows: [SanityRow]) {
        for row in rows {
            switch row.finding {
            case .expected: expected += 1
            case .moved: moved += 1
            case .orphan: orphans += 1
            case .missing: missing += 1
            case .unheard, .doubled, .revived, .snapshot(.absent), .snapshot(.orphan): others += 1
            case .changing, .snapshot(.present): break
            }
        }
    }

    /// As `12 as expected, 1 moved, 2 orphans, 1 not found`.
    public var words: String {
        let rest = others > 0 ? ", \(others) other" : ""
        let strays = orphans == 1 ? "1 orphan" : "\(orphans) orphans"
        return "\(expected) as expected, \(moved) moved, \(strays), \(missing) not found\(rest)"
    }
}
