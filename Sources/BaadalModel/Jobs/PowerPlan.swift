/// Which hosts are switched so that a number of idle ones stays on, and no more.
public struct PowerPlan: Hashable, Sendable {
    /// A host as the plan sees it.
    public struct Candidate: Hashable, Sendable {
        /// The host.
        public var host: Host
        /// VMs that are active there.
        public var active: Int
        /// Seconds since its state last changed.
        public var age: Int64

        /// A host with what is known of its use.
        public init(host: Host, active: Int, age: Int64) {
            self.host = host
            self.active = active
            self.age = age
        }
    }

    /// Hosts to be switched on.
    public var on: [Host.ID] = []
    /// Hosts to be emptied of what is off there, and switched off.
    public var off: [Host.ID] = []
    /// What was found, in words.
    public var words: String

    /// Whether there is nothing to do.
    public var isEmpty: Bool { on.isEmpty && off.isEmpty }

    /// Counts the idle hosts and compares them with what is wanted.
    ///
    /// Hosts in maintenance are nobody's spares. A host that was lost is not one that can be switched on: only those that
    /// were switched off on purpose are.
    ///
    /// - Parameters:
    ///   - spares: How many idle hosts stay on.
    ///   - minimumAge: Seconds that a host has to be up before it is switched off again.
    ///   - isBusy: Whether tasks are open; then nothing is switched.
    public init(_ candidates: [Candidate], spares: Int, minimumAge: Int64, isBusy: Bool) {
        func isBefore(_ lhs: Candidate, _ rhs: Candidate) -> Bool {
            (lhs.host.name, lhs.host.id) < (rhs.host.name, rhs.host.id)
        }
        let idle = candidates.filter { $0.host.state == .up && $0.host.mode == .active && $0.active == 0 }
            .sorted(by: isBefore)
        words = "\(idle.count) idle host(s), \(spares) wanted"
        guard !isBusy else {
            words += "; tasks are open, and nothing is switched meanwhile"
            return
        }
        if idle.count < spares {
            let sleeping = candidates.filter {
                $0.host.mode == .off && $0.host.state == .down && $0.host.power.driver(for: .turnOn) != nil
            }
            on = sleeping.sorted(by: isBefore).prefix(spares - idle.count).map(\.host.id)
        } else if idle.count > spares {
            // The first by name stay, so that it is always the same ones.
            off = idle.dropFirst(spares).filter { candidate in
                let power = candidate.host.power
                let canGo = power.driver(for: .shutDown) != nil || power.driver(for: .cut) != nil
                // One that could not be turned on again is left on.
                return candidate.age >= minimumAge && canGo && power.driver(for: .turnOn) != nil
            }.map(\.host.id)
        }
    }
}
