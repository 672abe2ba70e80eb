/// The name of a new VM: a letter or digit, then letters, digits, `_` and `-`; 1 to 30 characters.
public struct VMName: Hashable, Sendable, CustomStringConvertible {
    /// The name itself.
    public let text: String

    /// Takes a name that follows the rules.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public init(_ text: String) throws(CloudError) {
        guard (1...30).contains(text.utf8.count), isWord(text), !"-_".contains(text.prefix(1)) else {
            throw .badValue(
                name: "name",
                value: text,
                accepted: "1 to 30 letters, digits, '_' and '-', the first a letter or digit, are accepted"
            )
        }
        self.text = text
    }

    /// The name itself.
    public var description: String { text }

    /// The libvirt name of a VM: `ORGANISATION_OWNER_NAME`.
    public func identity(organisation: String, owner: String) -> String { "\(organisation)_\(owner)_\(text)" }
}

/// The name of something in the catalogue: letters, digits, `.`, `_` and `-`, beginning with a letter or digit; 1 to 30.
public struct ShortName: Hashable, Sendable, CustomStringConvertible {
    /// The name itself.
    public let text: String

    /// Takes a name that follows the rules.
    ///
    /// - Parameter field: What the name is of, for the message.
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public init(_ text: String, _ field: String = "name") throws(CloudError) {
        guard (1...30).contains(text.utf8.count), isWord(text, and: "."), !".-_".contains(text.prefix(1)) else {
            throw .badValue(
                name: field,
                value: text,
                accepted: "1 to 30 letters, digits, '.', '_' and '-', the first a letter or digit, are accepted"
            )
        }
        self.text = text
    }

    /// The name itself.
    public var description: String { text }
}

/// The name of a file in a folder of ours, without a path.
public struct FileName: Hashable, Sendable, CustomStringConvertible {
    /// The name itself.
    public let text: String

    /// Takes a name of letters, digits, `.`, `_`, `-` and `+` that begins with a letter or digit; 1 to 200 characters.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public init(_ text: String, _ field: String = "file") throws(CloudError) {
        guard (1...200).contains(text.utf8.count), isWord(text, and: ".+"), !".-_+".contains(text.prefix(1)) else {
            throw .badValue(
                name: field,
                value: text,
                accepted: "a plain file name of letters, digits, '.', '_', '-' and '+' is accepted, without a path"
            )
        }
        self.text = text
    }

    /// The name itself.
    public var description: String { text }
}

/// An absolute path of plain parts.
public struct FolderPath: Hashable, Sendable, CustomStringConvertible {
    /// The path, without a slash at its end.
    public let text: String

    /// Takes an absolute path whose parts are letters, digits, `.`, `_`, `-` and `+`, none of them `.` or `..`.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public init(_ text: String, _ field: String = "path") throws(CloudError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: true)
        let isPlain = parts.allSatisfy { isWord(String($0), and: ".+") && $0 != "." && $0 != ".." }
        guard text.hasPrefix("/"), !parts.isEmpty, isPlain, text.utf8.count <= 255 else {
            throw .badValue(
                name: field,
                value: text,
                accepted: "an absolute path of letters, digits, '.', '_', '-', '+' and '/', without '..', is accepted"
            )
        }
        self.text = "/" + parts.joined(separator: "/")
    }

    /// The path.
    public var description: String { text }
}

/// Words of a person, as a purpose or a description: printable, at most so many characters.
///
/// - Throws: ``CloudError/badValue(name:value:accepted:)``.
public func checkedWords(_ text: String, _ field: String, atMost limit: Int) throws(CloudError) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
    guard isPlain, text.count <= limit, text.utf8.count <= limit * 4 else {
        throw .badValue(
            name: field,
            value: String(text.prefix(60)),
            accepted: "printable text of at most \(limit) characters is accepted"
        )
    }
    return text
}

/// Whether a text holds only ASCII letters, digits, `_`, `-` and some other characters.
private func isWord(_ text: String, and others: String = "") -> Bool {
    text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: others.utf8.contains(byte)
        }
    }
}
