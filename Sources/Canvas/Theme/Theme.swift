/// Colours and attributes for every role.
public struct Theme: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// One for each role, by raw value.
    private let appearances: [Appearance]

    /// A theme that names some roles and takes the rest from another.
    ///
    /// - Throws: ``ThemeError`` where a role is given by none.
    public init(name: String, inheriting parent: Theme? = nil, roles: [Role: Appearance]) throws(ThemeError) {
        self.name = name
        var appearances: [Appearance] = []
        var missing: [String] = []
        for role in Role.allCases {
            if let appearance = roles[role] ?? parent?.appearance(role) {
                appearances.append(appearance)
            } else {
                missing.append(role.name)
            }
        }
        guard missing.isEmpty else {
            throw ThemeError("it lacks \(missing.joined(separator: ", ")); 'inherits: dark' takes the rest from there")
        }
        self.appearances = appearances
    }

    /// A theme with the appearance of each role worked out.
    private init(name: String, _ appearance: (Role) -> Appearance) {
        self.name = name
        appearances = Role.allCases.map(appearance)
    }

    /// How a role looks.
    public func appearance(_ role: Role) -> Appearance { appearances[Int(role.rawValue)] }

    /// What a terminal of a depth is told of a style.
    ///
    /// Without colours, what a background stood for is reversed.
    public func look(_ style: Style, depth: ColorDepth) -> Look {
        let appearance = appearance(style.role)
        var attributes = appearance.attributes
        if depth == .none, appearance.background != .standard { attributes.insert(.reverse) }
        if style.isReversed { attributes.formSymmetricDifference(.reverse) }
        return Look(
            foreground: depth.code(appearance.foreground),
            background: depth.code(appearance.background),
            attributes: attributes
        )
    }
}

extension Theme {
    /// What is used where no theme file is found; `Themes/dark.yaml` says the same.
    public static let dark = Theme(name: "dark") { role in
        func color(_ number: Int, _ attributes: Attributes = [], on background: Int? = nil) -> Appearance {
            Appearance(.rgb(RGB(number)), on: background.map { .rgb(RGB($0)) } ?? .standard, attributes)
        }
        return switch role {
        case .text: Appearance()
        case .dim, .unknown, .axis: color(0x8A8F98)
        case .header, .label: color(0xA8B0BC)
        case .title: color(0xE6E6E6, .bold)
        case .border: color(0x5C6370)
        case .borderFocus: color(0x7DB4F0)
        case .key: color(0xF0C674, .bold)
        case .select: color(0x7DB4F0, .bold)
        case .mark: color(0xF0C674, .bold)
        case .match: color(0xF0C674)
        case .ok, .gaugeLow: color(0x7FC97F)
        case .busy, .tick: color(0x6CB6FF)
        case .warn, .gaugeMid: color(0xE5C07B)
        case .bad, .gaugeHigh: color(0xFF6B6B, .bold)
        case .off: color(0x9AA0AA)
        case .spark: color(0x7DB4F0)
        case .series1: color(0x7DB4F0)
        case .series2: color(0x7FC97F)
        case .series3: color(0xE5C07B)
        case .series4: color(0xE8875B)
        case .series5: color(0xC79BF2)
        case .series6: color(0x56C8C8)
        case .status: color(0xD7DAE0)
        case .bannerReadonly: color(0x14161A, .bold, on: 0x7FC97F)
        case .bannerPast: color(0x14161A, .bold, on: 0xE5C07B)
        case .bannerDemo: color(0x14161A, .bold, on: 0x7DB4F0)
        case .dialog: color(0xE6E6E6)
        case .input: color(0xE6E6E6)
        }
    }

    /// Attributes only, for terminals without colours and for `NO_COLOR`.
    public static let mono = Theme(name: "mono") { role in
        switch role {
        case .text, .header, .label, .border, .off, .gaugeLow, .ok, .series1, .series2, .series3, .series4, .series5,
            .series6, .spark, .status, .dialog, .input:
            Appearance()
        case .dim, .unknown, .axis: Appearance(.standard, on: .standard, .dim)
        case .title, .borderFocus, .key, .select, .mark, .busy, .tick, .gaugeMid:
            Appearance(.standard, on: .standard, .bold)
        case .match, .warn: Appearance(.standard, on: .standard, .underline)
        case .bad, .gaugeHigh: Appearance(.standard, on: .standard, [.bold, .underline])
        case .bannerReadonly, .bannerPast, .bannerDemo: Appearance(.standard, on: .standard, .reverse)
        }
    }
}
