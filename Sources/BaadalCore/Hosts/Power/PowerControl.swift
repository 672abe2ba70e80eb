internal import BaadalModel
internal import Logging

/// Switches one host by its drivers, and sees that it is so.
struct PowerControl: Sendable {
    /// A driver and what it does its work with.
    struct Device: Sendable {
        var driver: PowerDriver
        var power: any PowerSwitch
    }

    /// How an order ended that did not fail.
    enum Outcome: Hashable, Sendable {
        /// The driver of that kind was read afterwards, and says so.
        case confirmed(by: PowerDriver.Kind)
        /// The driver of that kind took the order; nothing tells what came of it.
        case asked(PowerDriver.Kind)
    }

    /// How a host is turned off.
    enum Way: Hashable, Sendable, CaseIterable {
        /// Its system is asked.
        case gentle
        /// Its system is asked, and its power cut where it does not obey in time.
        case gentleThenCut
        /// Its power is cut.
        case cut
    }

    /// How long to wait until the power is so.
    struct Patience: Hashable, Sendable {
        var on: Duration = .seconds(60)
        var gentle: Duration = .seconds(300)
        var cut: Duration = .seconds(60)
        var poll: Duration = .seconds(1)
    }

    let host: String
    let setup: PowerSetup
    let devices: [Device]
    let clock: CoreClock
    var patience = Patience()
    /// What is looked at before the power of a host that was to shut down is cut; what it throws leaves the host on.
    var beforeCut: @Sendable () async throws -> Void = {}
    let log: Logger

    /// Whether the host has power; `nil` where no driver can tell.
    ///
    /// - Throws: ``PowerFailure`` where drivers that could tell all failed.
    func isOn() async throws -> Bool? {
        var failures: [any Error] = []
        let watchers = devices(for: .status)
        for device in watchers {
            do {
                if let answer = try await device.power.isOn() { return answer }
            } catch let error as CancellationError {
                throw error
            } catch {
                failures.append(error)
            }
        }
        guard !failures.isEmpty else { return nil }
        throw total(failures, "whether \(host) is on is not known")
    }

    /// Turns the host on.
    ///
    /// - Parameter confirm: Wait until a driver says that it is on, where one can tell.
    func turnOn(confirm: Bool) async throws -> Outcome {
        try await inTurn(.turnOn, "\(host) is not turned on") { device in
            try await device.power.turnOn()
            guard confirm else { return .asked(device.driver.kind) }
            return try await confirmed(true, after: device, within: patience.on)
        }
    }

    /// Turns the host off.
    func turnOff(_ way: Way) async throws -> Outcome {
        switch way {
        case .gentle: return try await shutDown(isLast: true)
        case .cut:
            try await beforeCut()
            return try await cut()
        case .gentleThenCut:
            // What cannot be cut either is refused before anything is asked.
            try checkAble(.cut, "\(host) is not turned off")
            do {
                return try await shutDown(isLast: false)
            } catch let error as PowerFailure where [.unconfirmed, .unreachable].contains(error.kind) {
                // One that said no is left on: what it said is for an admin to see.
                try await beforeCut()
                log.info("a host does not shut down and is cut", metadata: metadata(error))
                return try await cut()
            }
        }
    }

    /// Cuts the host's power and makes sure of it, so that its VMs may be started elsewhere.
    ///
    /// It returns only where a device took the order to cut and said itself, afterwards, that the power is off. An
    /// error of any kind leaves the host in doubt, and so does a cancellation.
    ///
    /// - Returns: The kind of the driver that did it.
    func fence() async throws -> PowerDriver.Kind {
        let outcome = try await inTurn(.fence, "\(host) is not fenced, and its VMs must not be started elsewhere") {
            device in
            try await device.power.cut()
            return try await confirmed(false, by: [device], after: device, within: patience.cut)
        }
        switch outcome {
        case .confirmed(let kind): return kind
        case .asked(let kind): throw PowerFailure(.unconfirmed, "\(host) is not fenced: \(kind) told nothing")
        }
    }

    private func shutDown(isLast: Bool) async throws -> Outcome {
        let what = "\(host) is not shut down"
        let device = try await inTurn(.shutDown, what) { device in
            try await device.power.shutDown()
            return device
        }
        // Where the power is cut next, the system has its time though nobody can tell that it is done.
        let watchers = watchers(after: device)
        guard !watchers.isEmpty || !isLast else { return .asked(device.driver.kind) }
        do {
            return try await confirmed(false, by: watchers, after: device, within: patience.gentle)
        } catch let error as PowerFailure {
            throw PowerFailure(error.kind, "\(what): \(error.message)")
        }
    }

    private func cut() async throws -> Outcome {
        try await inTurn(.cut, "\(host) is not turned off") { device in
            try await device.power.cut()
            return try await confirmed(false, after: device, within: patience.cut)
        }
    }
}

// MARK: - Drivers in turn

extension PowerControl {
    private func devices(for role: PowerDriver.Role) -> [Device] { devices.filter { $0.driver.serves(role) } }

    private func checkAble(_ role: PowerDriver.Role, _ what: String) throws {
        guard let obstacle = setup.obstacle(to: role) else { return }
        throw PowerFailure(setup.isByHand ? .byHand : .unsupported, "\(what): \(obstacle)")
    }

    /// Lets the drivers that have a role try one after another, until one does it.
    private func inTurn<Value>(
        _ role: PowerDriver.Role,
        _ what: String,
        _ body: (Device) async throws -> Value
    ) async throws -> Value {
        try checkAble(role, what)
        var failures: [any Error] = []
        for device in devices(for: role) {
            do {
                return try await body(device)
            } catch let error as CancellationError {
                throw error
            } catch {
                log.warning("a power driver did not do what it was asked for", metadata: metadata(error))
                failures.append(error)
            }
        }
        throw total(failures, what)
    }

    /// One failure of several: unconfirmed where anything was done, else the kind that all of them share.
    private func total(_ failures: [any Error], _ what: String) -> PowerFailure {
        let kinds = failures.map { error in
            (error as? PowerFailure)?.kind ?? (TaskFailure(error).cause == .unreachable ? .unreachable : .failed)
        }
        let shared = Set(kinds).count == 1 ? kinds[0] : .failed
        let reasons = failures.map { TaskFailure($0).message }.joined(separator: "; ")
        return PowerFailure(kinds.contains(.unconfirmed) ? .unconfirmed : shared, "\(what): \(reasons)")
    }

    private func metadata(_ error: any Error) -> Logger.Metadata {
        [LogKey.host: "\(host)", LogKey.reason: "\(TaskFailure(error).message)"]
    }
}

// MARK: - Seeing that it is so

extension PowerControl {
    /// The devices that can tell what another brought about, itself first.
    private func watchers(after device: Device) -> [Device] {
        let all = devices(for: .status)
        return all.filter { $0.driver == device.driver } + all.filter { $0.driver != device.driver }
    }

    private func confirmed(_ wanted: Bool, after device: Device, within limit: Duration) async throws -> Outcome {
        let watchers = watchers(after: device)
        guard !watchers.isEmpty else { return .asked(device.driver.kind) }
        return try await confirmed(wanted, by: watchers, after: device, within: limit)
    }

    /// Reads the power until it is what is wanted.
    ///
    /// A read that fails is made again: a controller that just switched is busy.
    ///
    /// - Throws: ``PowerFailure`` where it is not so in time.
    private func confirmed(
        _ wanted: Bool,
        by watchers: [Device],
        after device: Device,
        within limit: Duration
    ) async throws -> Outcome {
        let began = clock.monotonic()
        while true {
            var last = "nothing tells whether it is \(wanted ? "on" : "off")"
            for watcher in watchers {
                do {
                    guard let isOn = try await watcher.power.isOn() else { continue }
                    if isOn == wanted { return .confirmed(by: watcher.driver.kind) }
                    last = "\(watcher.power.name) says that it is \(isOn ? "on" : "off")"
                    break
                } catch let error as CancellationError {
                    throw error
                } catch {
                    last = TaskFailure(error).message
                }
            }
            let waited = Double(clock.monotonic() - began) / 1e9
            guard waited < limit.seconds else {
                let seconds = Int(limit.seconds.rounded())
                throw PowerFailure(.unconfirmed, "\(device.power.name) took the order; \(seconds) s later \(last)")
            }
            try await clock.sleep(patience.poll)
        }
    }
}
