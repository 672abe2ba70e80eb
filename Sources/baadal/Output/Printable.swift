internal import BaadalModel

/// Values in words for a terminal.
///
/// What is not known is a dash.
enum Printable {
    /// Stands for what is not known.
    static let unknown = "—"

    /// Whether a scalar could move the cursor, change colours or turn the direction of text.
    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }

    /// A text that a host or a person gave, with what is unsafe escaped.
    static func text(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        return text.unicodeScalars
            .map { isUnsafe($0) ? "\\u{\(String($0.value, radix: 16))}" : String($0) }.joined()
    }

    /// A text that may be missing.
    static func text(_ known: String?) -> String { known.map { text($0) } ?? unknown }

    /// As `3.1 GiB`.
    static func bytes(_ amount: Bytes?) -> String {
        amount.map { scaled(Double($0.count), ["B", "KiB", "MiB", "GiB", "TiB", "PiB"], step: 1024) } ?? unknown
    }

    /// As `1.2 MB/s`.
    static func rate(_ perSecond: Double?) -> String {
        perSecond.map { scaled($0, ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"], step: 1000) } ?? unknown
    }

    /// As `41.0 %`.
    static func share(_ share: Double?) -> String { share.map { "\(fixed($0 * 100)) %" } ?? unknown }

    /// As `52.0 °C`.
    static func celsius(_ degrees: Double?) -> String { degrees.map { "\(fixed($0)) °C" } ?? unknown }

    /// As `214.0 W`.
    static func watts(_ watts: Double?) -> String { watts.map { "\(fixed($0)) W" } ?? unknown }

    /// ISO 8601 in UTC.
    static func moment(_ moment: Timestamp?) -> String { moment.map(\.iso8601) ?? unknown }

    /// A length of time in its largest unit, as `12 s` or `3 h`; of what lies ahead 0.
    static func span(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds / 1000)
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }

    private static func scaled(_ number: Double, _ units: [String], step: Double) -> String {
        var (value, index) = (number, 0)
        while abs(value) >= step, index < units.count - 1 {
            value /= step
            index += 1
        }
        return "\(index == 0 ? "\(Int(value.rounded()))" : fixed(value)) \(units[index])"
    }

    /// With one decimal.
    private static func fixed(_ value: Double) -> String {
        let tenths = Int((abs(value) * 10).rounded())
        return "\(value < 0 && tenths > 0 ? "-" : "")\(tenths / 10).\(tenths % 10)"
    }
}
