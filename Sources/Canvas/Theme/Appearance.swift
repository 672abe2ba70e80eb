/// What is laid over the colours of a cell.
public struct Attributes: OptionSet, Hashable, Sendable {
    /// One bit an attribute.
    public let rawValue: Int
    /// Attributes by bit.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Brighter or heavier.
    public static let bold = Attributes(rawValue: 1)
    /// Fainter.
    public static let dim = Attributes(rawValue: 2)
    /// Foreground and background exchanged.
    public static let reverse = Attributes(rawValue: 4)
    /// A line below.
    public static let underline = Attributes(rawValue: 8)
    /// Slanted.
    public static let italic = Attributes(rawValue: 16)

    /// All of them by the word in a theme file.
    public static let words: [(word: String, attribute: Attributes)] = [
        ("bold", .bold), ("dim", .dim), ("reverse", .reverse), ("underline", .underline), ("italic", .italic),
    ]
}

/// How a theme shows a role.
public struct Appearance: Hashable, Sendable {
    /// The colour of the sign.
    public var foreground: Color
    /// The colour behind it.
    public var background: Color
    /// What is laid over both.
    public var attributes: Attributes

    /// A foreground on a background.
    public init(_ foreground: Color = .standard, on background: Color = .standard, _ attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// Reads the form of a theme file: `foreground [on background] [bold dim reverse underline italic]`.
    ///
    /// - Parameter palette: The names that stand for colours.
    /// - Throws: ``ThemeError`` that says which word is wrong and what is accepted.
    public init(_ text: String, palette: [String: Color]) throws(ThemeError) {
        self.init()
        var words = text.split(separator: " ").map(String.init)[...]
        func color(_ word: String) throws(ThemeError) -> Color {
            if let color = palette[word] ?? Color(word) { return color }
            let named = palette.keys.sorted().joined(separator: ", ")
            throw ThemeError(
                "'\(word)' is no colour; \(named.isEmpty ? "" : "the palette's \(named), ")\(Color.accepted)"
            )
        }
        if let first = words.first, Self.attribute(first) == nil { foreground = try color(words.removeFirst()) }
        if words.first == "on" {
            words.removeFirst()
            guard let word = words.popFirst() else { throw ThemeError("'on' names no background; \(Color.accepted)") }
            background = try color(word)
        }
        for word in words {
            guard let attribute = Self.attribute(word) else {
                let known = Attributes.words.map(\.word).joined(separator: ", ")
                throw ThemeError("'\(word)' is no attribute; \(known) are accepted")
            }
            attributes.insert(attribute)
        }
    }

    private static func attribute(_ word: String) -> Attributes? {
        Attributes.words.first { $0.word == word }?.attribute
    }
}

/// Why a theme is refused.
public struct ThemeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and what is accepted.
    public let description: String
    /// A refusal in words.
    public init(_ description: String) { self.description = description }
}

/// What a terminal is told of a cell.
public struct Look: Hashable, Sendable {
    /// An index of the palette, or a 24-bit number in direct colour; `nil` for the terminal's own.
    public var foreground: Int?
    /// Likewise behind the sign.
    public var background: Int?
    /// What is laid over both.
    public var attributes: Attributes

    /// A look with everything given.
    public init(foreground: Int? = nil, background: Int? = nil, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }
}
