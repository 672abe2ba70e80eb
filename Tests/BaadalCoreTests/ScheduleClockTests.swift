import BaadalModel
import Testing

@testable import BaadalCore

@Suite struct ScheduleClockTests {
    /// 2026-03-28 12:00 UTC, a Saturday.
    private let saturday = Timestamp(seconds: 1_774_699_200)

    @Test(arguments: [
        (Snapshot.Kind.daily, "2026-03-28T23:59:00Z"), (.weekly, "2026-03-29T23:59:00Z"),
        (.monthly, "2026-04-01T23:59:00Z"), (.yearly, "2027-01-01T23:59:00Z"),
    ])
    func `each kind has its day`(kind: Snapshot.Kind, expected: String) throws {
        let clock = try ScheduleClock(time: "23:59", zone: "UTC")
        #expect(clock.next(kind, after: saturday)?.iso8601 == expected)
    }

    @Test func `a time that the clocks leave out comes right after the gap`() throws {
        let clock = try ScheduleClock(time: "02:30", zone: "Europe/Berlin")
        let next = try #require(clock.next(.daily, after: saturday))
        #expect(next.iso8601 == "2026-03-29T01:00:00Z")
        #expect(clock.next(.daily, after: next)?.iso8601 == "2026-03-30T00:30:00Z")
    }

    @Test func `a time that comes twice counts once`() throws {
        let clock = try ScheduleClock(time: "02:30", zone: "Europe/Berlin")
        let before = Timestamp(seconds: 1_792_843_200)
        let next = try #require(clock.next(.daily, after: before))
        #expect(next.iso8601 == "2026-10-25T00:30:00Z")
        #expect(clock.next(.daily, after: next)?.iso8601 == "2026-10-26T01:30:00Z")
    }

    @Test(arguments: [("24:00", "UTC"), ("12", "UTC"), ("ab:cd", "UTC"), ("12:60", "UTC"), ("12:00", "Nowhere/Here")])
    func `what is no time or zone is refused`(time: String, zone: String) {
        #expect(throws: CloudError.self) { try ScheduleClock(time: time, zone: zone) }
    }

    @Test func `what users take is not scheduled`() throws {
        let clock = try ScheduleClock(time: "23:59", zone: "UTC")
        #expect(clock.next(.user, after: saturday) == nil)
        #expect(clock.next(.system, after: saturday) == nil)
    }
}
