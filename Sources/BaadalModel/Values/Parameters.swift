/// What an order says beyond its kind, VM and host, as it is stored: names and texts.
public struct Parameters: Hashable, Sendable {
    /// The names and texts.
    public private(set) var texts: [String: String]

    /// Parameters as stored.
    public init(_ texts: [String: String] = [:]) { self.texts = texts }

    /// A text; `nil` removes it.
    public subscript(name: String) -> String? {
        get { texts[name] }
        set { texts[name] = newValue }
    }

    /// A whole number.
    public subscript(number name: String) -> Int64? {
        get { texts[name].flatMap(Int64.init) }
        set { texts[name] = newValue.map(String.init) }
    }

    /// Yes or no; stored only where it is yes.
    public subscript(flag name: String) -> Bool {
        get { texts[name] == "yes" }
        set { texts[name] = newValue ? "yes" : nil }
    }

    /// An amount of memory or storage.
    public subscript(bytes name: String) -> Bytes? {
        get { self[number: name].map { Bytes($0) } }
        set { self[number: name] = newValue?.count }
    }

    /// A row of the catalogue.
    public subscript<Subject>(key name: String) -> RowID<Subject>? {
        get { self[number: name].map { RowID($0) } }
        set { self[number: name] = newValue?.number }
    }

    /// A host.
    public subscript(host name: String) -> Host.ID? {
        get { texts[name].flatMap { UniqueID($0) }.map { Host.ID($0) } }
        set { texts[name] = newValue.map(\.description) }
    }

    /// A VM.
    public subscript(vm name: String) -> VM.ID? {
        get { texts[name].flatMap { VM.ID($0) } }
        set { texts[name] = newValue.map(\.description) }
    }
}
