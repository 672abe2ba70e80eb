/// What several hosts' views of one UUID come to.
public struct PlacementVerdict: Hashable, Sendable {
    /// What the VM does.
    public var state: VM.State
    /// The host that counts; `nil` where none shows the VM.
    public var host: Host.ID?
    /// What is wrong; `nil` where nothing is.
    public var conflict: VM.Conflict?

    /// Decides from all placements.
    ///
    /// An active placement counts before an unknown one, that before one that is off; the receiving end of a migration
    /// counts last. Two active ones that are not the two ends of a migration are an alarm; two that are off leave a
    /// stale definition somewhere.
    public init(_ placements: [VM.Placement]) {
        let settled = placements.filter { !$0.isInbound }
        let active = settled.filter(\.state.isActive)
        let best = placements.min { PlacementVerdict.rank($0) < PlacementVerdict.rank($1) }
        state = best?.state ?? .gone
        host = best?.host
        conflict =
            if active.count > 1 {
                .activeTwice
            } else if settled.count > 1 {
                .staleDefinition
            } else {
                nil
            }
    }

    private static func rank(_ placement: VM.Placement) -> Int {
        if placement.isInbound { return 4 }
        return switch placement.state {
        case .running, .paused, .stopping, .unresponsive: 0
        case .crashed: 1
        case .unknown: 2
        case .stopped, .gone: 3
        }
    }
}
