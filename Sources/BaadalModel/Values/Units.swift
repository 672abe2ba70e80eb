/// An amount of memory or storage.
public struct Bytes: Hashable, Comparable, Codable, Sendable {
    /// The number of bytes.
    public var count: Int64

    /// An amount of that many bytes.
    public init(_ count: Int64) { self.count = count }

    /// An amount given in KiB, the unit in which libvirt speaks of memory.
    public static func kibibytes(_ count: Int64) -> Bytes { Bytes(count << 10) }
    /// An amount given in MiB.
    public static func mebibytes(_ count: Int64) -> Bytes { Bytes(count << 20) }
    /// An amount given in GiB.
    public static func gibibytes(_ count: Int64) -> Bytes { Bytes(count << 30) }

    /// Orders by number of bytes.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.count < rhs.count }

    /// Reads a plain number.
    public init(from decoder: any Decoder) throws {
        count = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes a plain number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(count)
    }
}

/// A moment in UTC, to the millisecond.
public struct Timestamp: Hashable, Comparable, Codable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var milliseconds: Int64

    /// The moment that many milliseconds after 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    /// The moment that many seconds after 1970-01-01T00:00:00Z.
    public init(seconds: Int64) { milliseconds = seconds * 1000 }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    public var seconds: Int64 { milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000 }

    /// Orders by time.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.milliseconds < rhs.milliseconds }
    /// The moment a number of milliseconds later.
    public func advanced(byMilliseconds amount: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds + amount) }
    /// Milliseconds from another moment to this one; negative where that one is later.
    public func milliseconds(since other: Timestamp) -> Int64 { milliseconds - other.milliseconds }

    /// Reads a plain number of milliseconds.
    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes a plain number of milliseconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

/// The parts of a moment on a calendar and a clock.
public struct CivilTime: Hashable, Sendable {
    public var year: Int64, month: Int, day: Int, hour: Int, minute: Int, second: Int

    /// The civil time of a moment, some seconds east of UTC.
    ///
    /// The proleptic Gregorian calendar, by Howard Hinnant's `civil_from_days`.
    public init(_ moment: Timestamp, utcOffset: Int = 0) {
        let local = moment.seconds + Int64(utcOffset)
        let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let rest = Int(local - days * 86_400)
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * monthIndex + 2) / 5 + 1)
        month = Int(monthIndex < 10 ? monthIndex + 3 : monthIndex - 9)
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
    }

    /// Two digits, with a leading zero.
    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Hour and minute, as `14:02`.
    public var clock: String { "\(Self.two(hour)):\(Self.two(minute))" }
    /// Year, month and day, as `2026-11-23`.
    public var date: String { "\(year)-\(Self.two(month))-\(Self.two(day))" }
}

extension Timestamp {
    /// ISO 8601 in UTC, to the second, as `2026-11-23T14:02:10Z`.
    public var iso8601: String {
        let civil = CivilTime(self)
        return "\(civil.date)T\(civil.clock):\(CivilTime.two(civil.second))Z"
    }
}
