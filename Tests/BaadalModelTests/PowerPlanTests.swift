import BaadalModel
import Testing

@Suite struct PowerPlanTests {
    private func candidate(
        _ name: String,
        _ state: Host.State = .up,
        _ mode: Host.Mode = .active,
        active: Int = 0,
        age: Int64 = 7200,
        power: String = "on=/bin/true off=/bin/true status=/bin/true"
    ) throws -> PowerPlan.Candidate {
        let words = ["command"] + power.split(separator: " ").map(String.init)
        let setup = power.isEmpty ? PowerSetup.none : try PowerSetup([try PowerDriver(words: words)])
        let host = Host(
            id: Host.ID(UniqueID(naming: name)),
            name: name,
            uri: "qemu:///system",
            state: state,
            mode: mode,
            power: setup,
            since: Timestamp(seconds: 0)
        )
        return PowerPlan.Candidate(host: host, active: active, age: age)
    }

    private func plan(_ candidates: [PowerPlan.Candidate], isBusy: Bool = false) -> PowerPlan {
        PowerPlan(candidates, spares: 2, minimumAge: 3600, isBusy: isBusy)
    }

    /// The worked example of the specification: six hosts up, three of them idle, one down.
    private func example(idle: Set<String>) throws -> [PowerPlan.Candidate] {
        let up = try (1...6).map { try candidate("h\($0)", active: idle.contains("h\($0)") ? 0 : 3) }
        return up + [try candidate("h7", .down, .off)]
    }

    @Test func `of three idle hosts the last is switched off, with one idle a sleeping one is switched on`() throws {
        let three = plan(try example(idle: ["h2", "h5", "h6"]))
        #expect(three.off == [Host.ID(UniqueID(naming: "h6"))])
        #expect(three.on.isEmpty)
        let one = plan(try example(idle: ["h2"]))
        #expect(one.on == [Host.ID(UniqueID(naming: "h7"))])
        #expect(one.off.isEmpty)
        #expect(plan(try example(idle: ["h2", "h5"])).isEmpty)
    }

    @Test func `nothing is switched while tasks are open`() throws {
        #expect(plan(try example(idle: ["h1", "h2", "h3"]), isBusy: true).isEmpty)
        #expect(plan(try example(idle: []), isBusy: true).isEmpty)
    }

    @Test func `a host that was lost, is in maintenance, or cannot be switched is left alone`() throws {
        let lost = try [candidate("a", .down), candidate("b", .down, .off, power: "")]
        #expect(plan(lost).isEmpty)
        let idle = try ["a", "b"].map { try candidate($0) }
        #expect(plan(idle + [try candidate("c", .maintenance, .maintenance)]).isEmpty)
        #expect(plan(idle + [try candidate("c", age: 60)]).isEmpty)
        // What could not be turned on again stays on.
        #expect(plan(idle + [try candidate("c", power: "off=/bin/true status=/bin/true")]).isEmpty)
        #expect(plan(idle + [try candidate("c", active: 1)]).isEmpty)
    }
}
