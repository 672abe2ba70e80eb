internal import BaadalModel
internal import Canvas

/// Figures as the screen shows them.
///
/// What is not known is a dash, and never 0.
enum Formats {
    /// A share as `87%`.
    static func percent(_ share: Double?, _ glyphs: GlyphSet) -> String {
        guard let share else { return glyphs.text(.none) }
        return "\(Int((share * 100).rounded()))%"
    }

    /// An amount in the largest unit that leaves a digit before the point, as `3.1 G`.
    static func bytes(_ bytes: Bytes?, _ glyphs: GlyphSet) -> String {
        guard let bytes else { return glyphs.text(.none) }
        let (value, unit) = scaled(Double(bytes.count))
        return "\(number(value)) \(unit)"
    }

    /// What is used of what there is, in the unit of the latter, as `3.1/4 G`.
    static func ratio(_ used: Bytes?, of all: Bytes, _ glyphs: GlyphSet) -> String {
        let (value, unit) = scaled(Double(all.count))
        let share = all.count > 0 ? used.map { Double($0.count) / Double(all.count) * value } : nil
        return "\(share.map { number($0) } ?? glyphs.text(.none))/\(number(value)) \(unit)"
    }

    /// Bytes a second, as `1.2M`.
    static func rate(_ bytes: Double?, _ glyphs: GlyphSet) -> String {
        guard let bytes else { return glyphs.text(.none) }
        guard bytes >= 1 else { return "0" }
        let (value, unit) = scaled(bytes)
        return number(value) + (unit == "B" ? "" : unit)
    }

    /// As `52 °C`.
    static func celsius(_ degrees: Double?, _ glyphs: GlyphSet) -> String {
        guard let degrees else { return glyphs.text(.none) }
        return "\(Int(degrees.rounded())) \(glyphs == .ascii ? "C" : "°C")"
    }

    /// As `214 W`.
    static func watts(_ watts: Double?, _ glyphs: GlyphSet) -> String {
        guard let watts else { return glyphs.text(.none) }
        return "\(Int(watts.rounded())) W"
    }

    /// A length of time in its largest unit, as `12 s` or `3 h`.
    static func span(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds / 1000)
        if seconds < 120 { return "\(seconds) s" }
        if seconds < 7_200 { return "\(seconds / 60) min" }
        if seconds < 172_800 { return "\(seconds / 3600) h" }
        return "\(seconds / 86_400) d"
    }

    private static let units = ["B", "K", "M", "G", "T", "P"]

    private static func scaled(_ bytes: Double) -> (value: Double, unit: String) {
        var value = bytes
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return (value, units[unit])
    }

    /// One digit after the point below ten, where it is not 0.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        guard tenths < 100, tenths % 10 != 0 else { return "\(Int(value.rounded()))" }
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// How much of what is shown is still true.
enum Freshness: Comparable, Sendable {
    case now
    /// Older than two steps.
    case aged
    /// Older than five steps.
    case stale

    init(since moment: Timestamp?, now: Timestamp, step: Int64) {
        guard let moment else {
            self = .stale
            return
        }
        let steps = now.milliseconds(since: moment) / 1000 / max(1, step)
        self = steps >= 5 ? .stale : steps >= 2 ? .aged : .now
    }

    /// A role, dimmed where the value is old.
    func role(_ role: Role) -> Role { self == .now ? role : .dim }
    /// A figure with the sign of one that is too old to be relied on.
    func text(_ figure: String, _ glyphs: GlyphSet) -> String {
        self == .stale && figure != glyphs.text(.none) ? glyphs.text(.about) + figure : figure
    }
}

extension ClosedRange<Double> {
    /// The role of a load between these bands.
    func role(_ share: Double?) -> Role {
        guard let share else { return .unknown }
        return share >= upperBound ? .gaugeHigh : share >= lowerBound ? .gaugeMid : .gaugeLow
    }
}
