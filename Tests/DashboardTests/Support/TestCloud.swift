import BaadalModel
import Canvas

@testable import Dashboard

/// A small cloud whose every figure is fixed.
struct TestCloud {
    /// 2026-11-23T14:02:00Z.
    static let now = Timestamp(seconds: 1_795_442_520)

    var update: InventoryUpdate

    static func host(_ number: UInt64) -> Host.ID { Host.ID(UniqueID(high: 0xA, low: number)) }
    static func vm(_ number: UInt64) -> VM.ID { VM.ID(UniqueID(high: 0xB, low: number)) }

    static func ago(_ seconds: Int64) -> Timestamp { now.advanced(byMilliseconds: -seconds * 1000) }

    /// Three hosts, of which one is down, and so many VMs on them in all states.
    init(vms count: Int = 24, isDemo: Bool = false) {
        let cloud = CloudInfo(
            uuid: UniqueID(high: 1, low: 2),
            name: "iitd-cloud",
            step: 10,
            limits: TaskLimits(),
            isDemo: isDemo
        )
        update = InventoryUpdate(
            isFull: true,
            revision: Revision(100),
            cloud: cloud,
            controller: .running(process: 42, since: Self.ago(3600))
        )
        update.hosts = (1...3).map { Self.makeHost($0) }
        update.hostUsage = Dictionary(uniqueKeysWithValues: (1...2).map { (Self.host($0), Self.hostUsage($0)) })
        update.vms = (0..<count).map(Self.vm)
        for (index, vm) in update.vms.enumerated() where vm.state != .stopped {
            update.usage[vm.id] = Self.usage(index, at: vm.state == .unknown ? Self.ago(180) : Self.now)
        }
        update.tasks = Self.tasks
        addLife()
    }

    private static func makeHost(_ number: Int) -> Host {
        let isDown = number == 3
        return Host(
            id: host(UInt64(number)),
            name: "kvm\(number)",
            uri: "qemu+ssh://root@kvm\(number)/system",
            state: isDown ? .down : .up,
            reason: isDown ? "no answer to 3 polls" : nil,
            cpus: 16,
            memory: .gibibytes(64),
            libvirtVersion: "9.0.0",
            hypervisor: "QEMU 7.2.22",
            features: ["bulk-stats"],
            seen: isDown ? ago(180) : now,
            since: ago(isDown ? 180 : 86_400)
        )
    }

    private static func hostUsage(_ number: UInt64) -> Usage {
        let hasSensors = number == 1
        return Usage(
            at: now,
            cpu: 0.2 + 0.3 * Double(number),
            memory: .gibibytes(20 * Int64(number)),
            diskRead: 12_000_000,
            diskWrite: 3_400_000,
            received: 8_100_000,
            sent: 910_000,
            temperature: hasSensors ? 52 : nil,
            watts: hasSensors ? 214 : nil
        )
    }

    private static let names = [
        "web", "db", "lab", "ci", "git", "mail", "cache", "wiki", "\u{1B}[31mred\u{7}", "\u{4E2D}\u{6587}-e\u{301}",
    ]

    private static func vm(_ index: Int) -> VM {
        let host = index % 3 + 1
        let state: VM.State =
            switch (host, index) {
            case (3, _): .unknown
            case (_, 4): .paused
            case (_, 7): .stopped
            case (_, 9): .crashed
            case (_, 12): .unresponsive
            default: .running
            }
        return VM(
            id: vm(UInt64(index)),
            name: "\(names[index % names.count])-\(index)",
            state: state,
            host: Self.host(UInt64(host)),
            vcpus: 1 + index % 4,
            memory: .gibibytes(Int64(1 + index % 4)),
            isPersistent: index != 3,
            claim: index == 6 ? .other(name: "north", cloud: UniqueID(high: 9, low: 9)) : .none,
            since: ago(Int64(600 + index)),
            seen: now
        )
    }

    private static func usage(_ index: Int, at moment: Timestamp) -> Usage {
        let share = Double(index * 37 % 100) / 100
        return Usage(
            at: moment,
            cpu: share,
            memory: Bytes(Int64(Double(1 << 30) * (0.3 + share / 2))),
            diskRead: Double(index) * 10_000,
            diskWrite: Double(index) * 5_000,
            received: Double(index) * 100_000,
            sent: Double(index) * 20_000
        )
    }

    private static var tasks: [TaskRecord] {
        func task(_ number: Int64, _ command: Command, _ status: TaskRecord.Status, on subject: String) -> TaskRecord {
            TaskRecord(
                id: TaskRecord.ID(number),
                command: command,
                status: status,
                requester: "asha",
                subject: subject,
                host: host(1),
                created: ago(30),
                started: status == .pending ? nil : ago(12)
            )
        }
        var working = task(4711, .start(vm(7)), .processing, on: "wiki-7")
        (working.step, working.progress) = ("start", 0.63)
        let waiting = task(4712, .reboot(vm(7)), .pending, on: "wiki-7")
        var failed = task(4709, .shutDown(vm(0)), .failed, on: "web-0")
        (failed.cause, failed.message, failed.ended) = (.deadline, "web-0 did not follow within 120 s", ago(5))
        var done = task(4708, .suspend(vm(4)), .success, on: "git-4")
        (done.message, done.ended) = ("git-4 is suspend successfully", ago(600))
        return [working, waiting, failed, done]
    }
}

/// A dashboard on that cloud.
struct TestDashboard {
    var state: DashboardState
    var effects: [DashboardEffect] = []

    init(
        _ cloud: TestCloud? = TestCloud(),
        pane: Pane = .vms,
        columns: Int = 80,
        rows: Int = 24,
        mayChange: Bool = true,
        isWall: Bool = false,
        glyphs: GlyphSet = .braille
    ) {
        let setup = DashboardSetup(
            requester: Requester(name: "asha", via: "dashboard"),
            mayChange: mayChange,
            isWall: isWall,
            glyphs: glyphs,
            themes: ["dark", "light", "mono", "system16"]
        )
        state = DashboardState(setup, pane: pane, columns: columns, rows: rows, now: TestCloud.now)
        if let cloud { send(.inventory(cloud.update)) }
    }

    /// Sends an event, and answers what it loads with figures that are fixed.
    mutating func send(_ event: DashboardEvent) {
        var new = state.update(event)
        effects += new
        while !new.isEmpty {
            let loads = new.compactMap { if case .load(let load) = $0 { load } else { nil } }
            new = loads.flatMap { state.update(Self.answer($0)) }
            effects += new
        }
    }

    mutating func press(_ keys: Key...) { for key in keys { send(.key(key)) } }
    mutating func type(_ text: String) { for character in text { send(.key(.character(character))) } }

    /// Whether something lies over the panes.
    var isAsking: Bool { if case nil = state.overlay { false } else { true } }

    /// What was asked of the cloud so far.
    var submitted: [Request] {
        effects.compactMap { if case .submit(let request, _) = $0 { request } else { nil } }
    }

    private static func answer(_ load: DashboardLoad) -> DashboardEvent {
        switch load {
        case .recent(let subjects, let points):
            .recent(Dictionary(uniqueKeysWithValues: subjects.map { ($0, wave(points)) }))
        case .series(let query): .series(query, series(query))
        case .details(let vm):
            .details(vm, VMDetails(xml: "<domain>\n  <name>a</name>\n</domain>", events: []))
        case .steps(let task):
            .steps(task, [TaskStep(index: 0, name: "start", state: .begun, began: TestCloud.ago(12))])
        case .capacities: .capacities(TestCloud.capacities)
        case .balance(let swaps, let limits, _): .balance(TestCloud.plan(swaps, limits), swaps: swaps)
        case .network: .network(TestCloud.network(3))
        case .measurements(let pair): .measurements(pair, TestCloud.measurements(of: pair))
        case .secret(let grant): .secret(grant, "k7-Rq2-m9")
        case .identifier: .identifier(UniqueID(high: 0xC, low: 1))
        }
    }

    private static func wave(_ points: Int) -> [Double?] {
        (0..<points).map { point -> Double? in point % 11 == 10 ? nil : Double(point * 7 % 100) / 100 }
    }

    private static func series(_ query: SeriesQuery) -> SeriesSet {
        let step: Int64 = query.period == .hour ? 10 : query.period.seconds / 600
        let count = Int(query.period.seconds / step)
        let gap = count / 3..<count / 2
        let mean = (0..<count).map { point -> Double? in gap.contains(point) ? nil : Double(point * 3 % 100) / 100 }
        func scaled(_ factor: Double) -> [Metric: [Double?]] {
            var all: [Metric: [Double?]] = [:]
            for metric in Metric.allCases {
                let unit = metric == .cpu ? 1 : 1e9
                all[metric] = mean.map { value in value.map { min(1, $0 * factor) * unit } }
            }
            return all
        }
        return SeriesSet(
            start: TestCloud.ago(query.period.seconds - step),
            step: step,
            average: scaled(1),
            minimum: scaled(query.period == .hour ? 1 : 0.8),
            maximum: scaled(query.period == .hour ? 1 : 1.2)
        )
    }
}

extension TestCloud {
    /// A plan for three hosts of which one has all eight VMs.
    static func plan(_ swaps: Bool, _ limits: ClusterLimits) -> BalancePlan {
        let hosts = (1...3).map {
            ClusterHost(id: Host.ID(UniqueID(high: 8, low: $0)), name: "kvm\($0)", memory: .gibibytes(64), cpus: 32)
        }
        let vms = (1...8 as ClosedRange<UInt64>).map { number in
            ClusterVM(
                id: VM.ID(UniqueID(high: 9, low: number)),
                name: "lab-0\(number)",
                memory: .gibibytes(Int64(number)),
                vcpus: 2,
                host: 0
            )
        }
        let options = BalanceOptions(limits: limits, minimumGain: 0.01, swaps: swaps)
        return BalancePlanner(Cluster(hosts: hosts, vms: vms), options: options).plan()
    }
}
