internal import BaadalModel
internal import Foundation

/// When snapshots are taken by themselves: at an hour and minute of a time zone, every day, on Sundays, on the first of a
/// month, or of a year.
struct ScheduleClock: Hashable, Sendable {
    private let hour: Int
    private let minute: Int
    private let calendar: Calendar

    /// A clock of a time as `23:59` and a zone as `Asia/Kolkata`.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    init(time: String, zone: String) throws(CloudError) {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...23).contains(hour),
            (0...59).contains(minute)
        else {
            throw .badValue(name: "vm.snapshot-time", value: time, accepted: "a time of day as 23:59 is accepted")
        }
        guard let place = TimeZone(identifier: zone) else {
            throw .badValue(name: "vm.zone", value: zone, accepted: "a time zone as Asia/Kolkata is accepted")
        }
        (self.hour, self.minute) = (hour, minute)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = place
        self.calendar = calendar
    }

    /// The next moment of a kind after another; `nil` for kinds that are not taken by themselves.
    ///
    /// A time that a change of the clocks leaves out comes right after the gap, one that comes twice counts once.
    func next(_ kind: Snapshot.Kind, after moment: Timestamp) -> Timestamp? {
        var wanted = DateComponents(hour: hour, minute: minute, second: 0)
        switch kind {
        case .daily: break
        case .weekly: wanted.weekday = 1
        case .monthly: wanted.day = 1
        case .yearly: (wanted.day, wanted.month) = (1, 1)
        case .user, .system: return nil
        }
        let date = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000)
        let next = calendar.nextDate(
            after: date,
            matching: wanted,
            matchingPolicy: .nextTime,
            repeatedTimePolicy: .first
        )
        return next.map { Timestamp(milliseconds: Int64(($0.timeIntervalSince1970 * 1000).rounded())) }
    }
}
