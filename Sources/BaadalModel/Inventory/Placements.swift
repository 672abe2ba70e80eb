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
    /// An active placement counts before an unknown one, that before one that is off or crashed: where a host does not
    /// answer the VM may still run there. The receiving end of a migration counts last, and while it is there and
    /// nothing is active, where the VM will be is not known. Two active ones that are not the two ends of a migration
    /// are an alarm; two that are off leave a stale definition somewhere.
    public init(_ placements: [VM.Placement]) {
        let settled = placements.filter { !$0.isInbound }
        let active = settled.filter(\.state.isActive)
        let best = placements.min { PlacementVerdict.rank($0) < PlacementVerdict.rank($1) }
        let isArriving = active.isEmpty && placements.contains(where: \.isInbound)
        state = isArriving ? .unknown : best?.state ?? .gone
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
        if placement.isInbound { return 3 }
        return switch placement.state {
        case .running, .paused, .stopping, .unresponsive: 0
        case .unknown: 1
        case .crashed, .stopped, .gone: 2
        }
    }
}
