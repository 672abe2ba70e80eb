/// A property that a filter can ask for by name.
public struct FilterField: Hashable, Sendable {
    /// What a field holds, and so what it can be compared with.
    public enum Kind: Hashable, Sendable {
        case text
        /// One of these words.
        case word([String])
        case number
        /// A share; written in percent, as `80` or `80%`.
        case percent
        /// An amount; written as `512M` or `4G`.
        case bytes
    }

    /// As it is written in a filter.
    public let name: String
    /// What it holds.
    public let kind: Kind

    /// A field of that name.
    public init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// What a subject has in a field.
public enum FilterValue: Hashable, Sendable {
    case text(String)
    /// A number; a share from 0 to 1; an amount in bytes.
    case number(Double)
    /// Not known: no comparison holds.
    case unknown
}

/// Something that a filter can choose among.
public protocol FilterSubject: Sendable {
    /// What one of them is called in messages, as `a VM`.
    static var filterNoun: String { get }
    /// The fields, in the order of messages.
    static var filterFields: [FilterField] { get }
    /// The text that a bare word or a pattern is looked for in.
    var filterName: String { get }
    /// What it has in the field at an index.
    func filterValue(_ index: Int) -> FilterValue
}
