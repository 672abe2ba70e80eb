/// A kept state of a VM.
public struct Snapshot: Identifiable, Hashable, Sendable {
    /// The number of its row.
    public typealias ID = RowID<Snapshot>

    /// Why it was taken.
    ///
    /// The numbers are the specification's.
    public enum Kind: Int, CaseIterable, Codable, Sendable {
        case daily = 1
        case weekly = 2
        case monthly = 4
        case yearly = 8
        case user = 101
        case system = 102

        /// The word on the screen and in JSON.
        public var word: String {
            switch self {
            case .daily: "daily"
            case .weekly: "weekly"
            case .monthly: "monthly"
            case .yearly: "yearly"
            case .user: "user"
            case .system: "system"
            }
        }

        /// The kind of a word; `nil` for anything else.
        public init?(word: String) {
            guard let kind = Self.allCases.first(where: { $0.word == word }) else { return nil }
            self = kind
        }

        /// How many are kept of a VM; older ones go when a new one is there.
        ///
        /// `nil` where none goes by itself.
        public var kept: Int? {
            switch self {
            case .daily, .weekly, .monthly, .yearly: 1
            case .user, .system: nil
            }
        }

        /// Users may have so many of a VM.
        public static let userLimit = 3
    }

    /// Whether libvirt and the cloud agree about it.
    public enum Presence: String, CaseIterable, Codable, Sendable {
        /// Both know it.
        case present
        /// The cloud knows it, libvirt does not.
        case absent
        /// libvirt knows it, the cloud did not take it.
        case orphan
    }

    /// Tells it from all others.
    public let id: ID
    /// The VM whose state it keeps.
    public var vm: VM.ID
    /// Unique among those of its VM.
    public var name: String
    /// Why it was taken.
    public var kind: Kind
    /// The snapshot that it came after; `nil` for a first one.
    public var parent: String?
    /// When it was taken.
    public var created: Timestamp
    /// True where memory was kept, so that going back goes on running.
    public var hasMemory: Bool
    /// True where the state lies in files of its own, false where inside the disk images.
    public var isExternal: Bool
    /// True for the one that the VM's present state came from.
    public var isCurrent: Bool
    /// Bytes that it holds; `nil` where nobody can say.
    public var size: Bytes?
    /// Whether libvirt and the cloud agree about it.
    public var presence: Presence
    /// In words; may be empty.
    public var note: String

    /// A snapshot with everything known.
    public init(
        id: ID,
        vm: VM.ID,
        name: String,
        kind: Kind,
        parent: String? = nil,
        created: Timestamp,
        hasMemory: Bool,
        isExternal: Bool = false,
        isCurrent: Bool = false,
        size: Bytes? = nil,
        presence: Presence = .present,
        note: String = ""
    ) {
        self.id = id
        self.vm = vm
        self.name = name
        self.kind = kind
        self.parent = parent
        self.created = created
        self.hasMemory = hasMemory
        self.isExternal = isExternal
        self.isCurrent = isCurrent
        self.size = size
        self.presence = presence
        self.note = note
    }

    /// A name that no other snapshot of a VM has: kind and moment in UTC to the millisecond, as
    /// `daily-2026-11-27T0912-30-125Z`.
    public static func name(_ kind: Kind, at moment: Timestamp) -> String {
        let civil = CivilTime(moment)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let rest = Int(moment.milliseconds - moment.seconds * 1000)
        let thousandths = String("00\(rest)".suffix(3))
        return "\(kind.word)-\(civil.date)T\(two(civil.hour))\(two(civil.minute))-\(two(civil.second))-\(thousandths)Z"
    }
}

/// The snapshots of a VM that are taken by themselves; the bits are the specification's.
public struct SnapshotSchedule: OptionSet, Hashable, Sendable {
    /// The bits, each the number of a ``Snapshot/Kind``.
    public let rawValue: Int
    /// A schedule of those bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// One a day.
    public static let daily = SnapshotSchedule(rawValue: 1)
    /// One a week.
    public static let weekly = SnapshotSchedule(rawValue: 2)
    /// One a month.
    public static let monthly = SnapshotSchedule(rawValue: 4)
    /// One a year.
    public static let yearly = SnapshotSchedule(rawValue: 8)

    /// The kinds of snapshots that it takes.
    public var kinds: [Snapshot.Kind] {
        Snapshot.Kind.allCases.filter { $0.kept != nil && contains(SnapshotSchedule(rawValue: $0.rawValue)) }
    }

    /// Reads words joined by commas, as `daily,weekly`; `none` for an empty schedule.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public init(words: String) throws(CloudError) {
        var schedule = SnapshotSchedule()
        for word in words.split(separator: ",") where word != "none" {
            guard let kind = Snapshot.Kind(word: String(word)), kind.kept != nil else {
                throw .badValue(
                    name: "schedule",
                    value: words,
                    accepted: "none, or some of daily, weekly, monthly and yearly joined by commas, is accepted"
                )
            }
            schedule.insert(SnapshotSchedule(rawValue: kind.rawValue))
        }
        self = schedule
    }

    /// The words joined by commas, `none` where it is empty.
    public var words: String { isEmpty ? "none" : kinds.map(\.word).joined(separator: ",") }
}
