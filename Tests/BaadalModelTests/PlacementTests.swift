import BaadalModel
import Testing

@Suite struct PlacementTests {
    private static let (here, there) = (Host.ID(UniqueID(high: 1, low: 1)), Host.ID(UniqueID(high: 1, low: 2)))

    private func verdict(_ first: VM.State, _ second: VM.State, isInbound: Bool = false) -> PlacementVerdict {
        let moment = Timestamp(seconds: 0)
        return PlacementVerdict([
            VM.Placement(host: Self.here, state: first, seen: moment),
            VM.Placement(host: Self.there, state: second, seen: moment, isInbound: isInbound),
        ])
    }

    @Test(arguments: [VM.State.stopped, .crashed, .gone])
    func `where a host does not answer its VM may run, whatever another host has of it`(other: VM.State) {
        #expect(verdict(.unknown, other).state == .unknown)
        #expect(verdict(other, .unknown).host == Self.there)
    }

    @Test(arguments: [VM.State.stopped, .crashed, .unknown])
    func `what is active counts before what is not`(other: VM.State) {
        #expect(verdict(other, .running).state == .running)
        #expect(verdict(.paused, other).host == Self.here)
    }

    @Test func `a VM that is on its way is neither off nor active twice`() {
        #expect(verdict(.stopped, .paused, isInbound: true).state == .unknown)
        #expect(
            verdict(.running, .paused, isInbound: true)
                == PlacementVerdict([
                    VM.Placement(host: Self.here, state: .running, seen: Timestamp(seconds: 0))
                ])
        )
    }

    @Test func `two that are active are an alarm, two that are off a stale definition`() {
        #expect(verdict(.running, .paused).conflict == .activeTwice)
        #expect(verdict(.stopped, .crashed).conflict == .staleDefinition)
    }

    @Test func `a VM that nobody shows is gone`() { #expect(PlacementVerdict([]).state == .gone) }
}
