/// What a host has, and what is promised of it.
public struct HostCapacity: Hashable, Sendable {
    /// The host.
    public var host: Host.ID
    /// What it is called, for explanations.
    public var name: String
    /// Processors (threads) of the machine.
    public var cpus: Int
    /// Memory of the machine.
    public var memory: Bytes
    /// Processors promised to VMs that are there or on their way, off ones included.
    public var usedCPUs: Int
    /// Memory promised likewise.
    public var usedMemory: Bytes
    /// Why no new VM goes there; `nil` where one may.
    public var closed: String?
    /// Groups of VMs that are there.
    public var groups: Set<String>

    /// A host with what is promised of it.
    public init(
        host: Host.ID,
        name: String,
        cpus: Int,
        memory: Bytes,
        usedCPUs: Int = 0,
        usedMemory: Bytes = Bytes(0),
        closed: String? = nil,
        groups: Set<String> = []
    ) {
        self.host = host
        self.name = name
        self.cpus = cpus
        self.memory = memory
        self.usedCPUs = usedCPUs
        self.usedMemory = usedMemory
        self.closed = closed
        self.groups = groups
    }
}

/// How hosts are chosen.
public struct PlacementPolicy: Hashable, Sendable {
    /// Which of the hosts that fit is best.
    public enum Strategy: String, CaseIterable, Sendable {
        /// The emptiest.
        case spread
        /// The fullest that stays below ``PlacementPolicy/packLimit``.
        case pack
    }

    /// Which of the hosts that fit is best.
    public var strategy: Strategy
    /// How often a processor may be promised.
    public var cpuRatio: Double
    /// How often a byte of memory may be promised.
    public var memoryRatio: Double
    /// Where packing stops, as a share of what may be promised.
    public var packLimit: Double

    /// A policy; the defaults are the specification's twofold promise, spread.
    public init(
        strategy: Strategy = .spread,
        cpuRatio: Double = 2,
        memoryRatio: Double = 2,
        packLimit: Double = 0.9
    ) {
        self.strategy = strategy
        self.cpuRatio = cpuRatio
        self.memoryRatio = memoryRatio
        self.packLimit = packLimit
    }
}

/// What a place is looked for: so much memory, so many processors.
public struct PlacementWish: Hashable, Sendable {
    /// Memory of the VM.
    public var memory: Bytes
    /// Processors of the VM.
    public var vcpus: Int
    /// Hosts that are out of the question, each with why.
    public var excluded: [Host.ID: String]
    /// The VM's group: kept together, or apart where it begins with `!`; `nil` for no wish.
    public var group: String?
    /// Where the VM is already; what it uses there is not counted against it.
    public var present: Host.ID?

    /// A wish for that much.
    public init(
        memory: Bytes,
        vcpus: Int,
        excluded: [Host.ID: String] = [:],
        group: String? = nil,
        present: Host.ID? = nil
    ) {
        self.memory = memory
        self.vcpus = vcpus
        self.excluded = excluded
        self.group = group
        self.present = present
    }
}

/// A host chosen for a VM, with what was thought of each host.
public struct HostChoice: Hashable, Sendable {
    /// What was thought of one host.
    public struct Verdict: Hashable, Sendable {
        /// The host.
        public var host: Host.ID
        /// What it is called.
        public var name: String
        /// Share of promised memory with the VM, 0 to 1 and above; `nil` where the host tells no size.
        public var memoryShare: Double?
        /// Share of promised processors with the VM, 0 to 1 and above; `nil` where the host tells no size.
        public var cpuShare: Double?
        /// The first constraint that fails, in words; `nil` for a host that fits.
        public var refusal: String?

        /// The greater share; lower is emptier.
        ///
        /// `nil` where the host tells no size.
        public var score: Double? {
            guard let memoryShare, let cpuShare else { return nil }
            return max(memoryShare, cpuShare)
        }
    }

    /// The host; `nil` where none fits.
    public var host: Host.ID?
    /// Every host: first the chosen one, then those that fit, best first, then the others by name.
    public var verdicts: [Verdict]

    /// Chooses a host: the first best of those that fit, ties by name and number, always the same for the same hosts.
    public init(_ wish: PlacementWish, among hosts: [HostCapacity], policy: PlacementPolicy = PlacementPolicy()) {
        // Kept together means: where some of the group are, the VM goes there, unless that is out of the question.
        let possible = hosts.filter { wish.excluded[$0.host] == nil && $0.closed == nil }
        let together = wish.group.flatMap { group in
            group.hasPrefix("!") ? nil : possible.contains { $0.groups.contains(group) } ? group : nil
        }
        let all = hosts.map { Self.judge(wish, $0, policy, together: together) }
        func isBetter(_ lhs: Verdict, _ rhs: Verdict) -> Bool {
            let (left, right) = (Self.rank(lhs, policy), Self.rank(rhs, policy))
            return left != right ? left < right : (lhs.name, lhs.host) < (rhs.name, rhs.host)
        }
        let fitting = all.filter { $0.refusal == nil }.sorted(by: isBetter)
        host = fitting.first?.host
        verdicts = fitting + all.filter { $0.refusal != nil }.sorted { ($0.name, $0.host) < ($1.name, $1.host) }
    }

    /// Lower is better.
    private static func rank(_ verdict: Verdict, _ policy: PlacementPolicy) -> Double {
        guard let score = verdict.score else { return .infinity }
        switch policy.strategy {
        case .spread: return score
        // Above the limit packing spreads, after all that stay below.
        case .pack: return score <= policy.packLimit ? 1 - score : 1 + score
        }
    }

    private static func judge(
        _ wish: PlacementWish,
        _ host: HostCapacity,
        _ policy: PlacementPolicy,
        together: String?
    ) -> Verdict {
        let isPresent = wish.present == host.host
        let usedMemory = host.usedMemory.count - (isPresent ? wish.memory.count : 0)
        let usedCPUs = host.usedCPUs - (isPresent ? wish.vcpus : 0)
        let memoryCap = Double(host.memory.count) * policy.memoryRatio
        let cpuCap = Double(host.cpus) * policy.cpuRatio
        var verdict = Verdict(host: host.host, name: host.name)
        if memoryCap > 0 { verdict.memoryShare = Double(usedMemory + wish.memory.count) / memoryCap }
        if cpuCap > 0 { verdict.cpuShare = Double(usedCPUs + wish.vcpus) / cpuCap }
        verdict.refusal =
            if let why = wish.excluded[host.host] {
                why
            } else if let closed = host.closed {
                closed
            } else if host.memory.count <= 0 || host.cpus <= 0 {
                "it has not told its size yet"
            } else if wish.vcpus > host.cpus {
                "\(wish.vcpus) vCPUs are more than its \(host.cpus) processors"
            } else if Double(usedMemory + wish.memory.count) > memoryCap {
                "\(mebibytes(wish.memory.count)) wanted, "
                    + "\(mebibytes(max(0, Int64(memoryCap) - usedMemory))) of \(mebibytes(Int64(memoryCap))) free"
            } else if Double(usedCPUs + wish.vcpus) > cpuCap {
                "\(wish.vcpus) vCPUs wanted, \(max(0, Int(cpuCap) - usedCPUs)) of \(Int(cpuCap)) free"
            } else if let group = wish.group, group.hasPrefix("!"), host.groups.contains(group), !isPresent {
                "a VM of group '\(group.dropFirst())' is there, and they are kept apart"
            } else if let together, !host.groups.contains(together) {
                "the VMs of group '\(together)' are elsewhere, and they are kept together"
            } else {
                nil
            }
        return verdict
    }

    private static func mebibytes(_ count: Int64) -> String { "\(count >> 20) MiB" }
}
