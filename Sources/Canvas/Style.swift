/// What a piece of the screen means.
///
/// A theme gives each role its colours and attributes.
public enum Role: UInt8, CaseIterable, Hashable, Sendable {
    case text, dim, header, title, border
    case borderFocus = 5
    case key, label, select, mark, match
    case ok = 11
    case busy, warn, bad, off, unknown
    case gaugeLow = 17
    case gaugeMid, gaugeHigh, spark
    case series1 = 21
    case series2, series3, series4, series5, series6
    case status = 27
    case bannerReadonly, bannerPast, bannerDemo, dialog, input, tick, axis

    /// The name in a theme file, as `border-focus`.
    public var name: String {
        switch self {
        case .text: "text"
        case .dim: "dim"
        case .header: "header"
        case .title: "title"
        case .border: "border"
        case .borderFocus: "border-focus"
        case .key: "key"
        case .label: "label"
        case .select: "select"
        case .mark: "mark"
        case .match: "match"
        case .ok: "ok"
        case .busy: "busy"
        case .warn: "warn"
        case .bad: "bad"
        case .off: "off"
        case .unknown: "unknown"
        case .gaugeLow: "gauge-low"
        case .gaugeMid: "gauge-mid"
        case .gaugeHigh: "gauge-high"
        case .spark: "spark"
        case .series1: "series-1"
        case .series2: "series-2"
        case .series3: "series-3"
        case .series4: "series-4"
        case .series5: "series-5"
        case .series6: "series-6"
        case .status: "status"
        case .bannerReadonly: "banner-readonly"
        case .bannerPast: "banner-past"
        case .bannerDemo: "banner-demo"
        case .dialog: "dialog"
        case .input: "input"
        case .tick: "tick"
        case .axis: "axis"
        }
    }

    /// One letter that stands for the role in a golden screen.
    public var letter: Character {
        let letters = Array(" dhtbBklsmM+yw!o?123_UVWXYQSRPZgi~a")
        return letters[Int(rawValue)]
    }
}

/// How a cell looks: a role, and what is laid over it.
public struct Style: Hashable, Sendable {
    /// What the cell means.
    public var role: Role
    /// Reverse video, as the selection is in every theme.
    public var isReversed: Bool

    /// A role as the theme has it.
    public init(_ role: Role, reversed: Bool = false) {
        self.role = role
        isReversed = reversed
    }
}
