/// What no step of a plan may break.
public struct ClusterLimits: Hashable, Sendable {
    /// How often a byte of memory may be promised.
    ///
    /// The score takes the memory that may be promised for the host's memory.
    public var memoryRatio: Double
    /// Memory that a host keeps free.
    public var spareMemory: Bytes
    /// How often a processor may be promised.
    public var cpuRatio: Double
    /// The share of its disk that a host keeps free, 0 to 1.
    public var diskReserve: Double
    /// How many VMs with disks of their own a spindle may serve.
    public var spindleRatio: Double
    /// Whether a VM may have more vCPUs than its host has processors.
    public var allowsWideVMs: Bool

    /// Limits; the defaults are a twofold promise of both, as for new VMs.
    public init(
        memoryRatio: Double = 2,
        spareMemory: Bytes = Bytes(0),
        cpuRatio: Double = 2,
        diskReserve: Double = 0,
        spindleRatio: Double = 32,
        allowsWideVMs: Bool = false
    ) {
        self.memoryRatio = memoryRatio
        self.spareMemory = spareMemory
        self.cpuRatio = cpuRatio
        self.diskReserve = diskReserve
        self.spindleRatio = spindleRatio
        self.allowsWideVMs = allowsWideVMs
    }

    /// The limits of Ganeti's hbal: memory is promised once and never all of it, a processor four times.
    public static let htools = ClusterLimits(memoryRatio: 1, spareMemory: Bytes(1), cpuRatio: 4, allowsWideVMs: true)
}

/// How a cluster is balanced.
public struct BalanceOptions: Hashable, Sendable {
    /// What counts as the load of a VM.
    public enum Loads: String, CaseIterable, Sendable {
        /// What was measured; one of each for a VM that nobody measured.
        case measured
        /// One of each for every VM, so that hosts are to have equally many.
        case counted
        /// Nothing: memory and processors alone decide.
        case ignored
    }

    /// What no step may break.
    public var limits: ClusterLimits
    /// What counts as the load of a VM.
    public var loads: Loads
    /// How many moves a plan has at most; `nil` for as many as help.
    public var maximumMoves: Int?
    /// By how much a move must lower the score to be worth its trouble.
    public var minimumGain: Double
    /// Whether two VMs may change places where no single move helps.
    public var swaps: Bool

    /// Options; the defaults move what helps, one VM at a time.
    public init(
        limits: ClusterLimits = ClusterLimits(),
        loads: Loads = .measured,
        maximumMoves: Int? = nil,
        minimumGain: Double = 0,
        swaps: Bool = false
    ) {
        self.limits = limits
        self.loads = loads
        self.maximumMoves = maximumMoves
        self.minimumGain = minimumGain
        self.swaps = swaps
    }

    /// What a VM counts for.
    func load(of vm: ClusterVM) -> ClusterLoad {
        switch loads {
        case .measured: vm.load ?? .one
        case .counted: .one
        case .ignored: ClusterLoad(cpu: 0, memory: 0, disk: 0, network: 0)
        }
    }
}
