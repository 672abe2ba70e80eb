import BaadalModel
import BaadalStore
import Logging
import Synchronization
import Testing

@testable import BaadalCore

extension ScriptedCloud {
    // MARK: - Hosts that are lost

    /// The power of hosts, by their scripted devices.
    func power(_ config: CloudConfig, _ log: Logger) -> PowerControl.Environment {
        var power = PowerControl.Environment(config: config, clock: clock, log: log)
        power.substitute = { [everyHost] driver in
            everyHost.first { (try? $0.driver) == driver }.map(ScriptedMachine.init)
        }
        return power
    }

    /// Gives a host its device.
    func wire(_ host: ScriptedHost) async throws {
        let setup = try PowerSetup([host.driver])
        _ = try await store.submit(.setPower(host.id, setup), by: Requester(name: "asha", via: "test"))
    }

    /// Lets something happen to a host, and polls until the store says that it is in a state.
    func lose(_ host: ScriptedHost, _ fault: ScriptedHost.Fault = .unreachable, until state: Host.State = .down)
        async throws
    {
        host.change { $0.fault = fault }
        try await work { try await waits(for: host, state) }
    }

    /// Waits until the store says that a host is in a state, or for long enough, while a controller works.
    func waits(for host: ScriptedHost, _ state: Host.State) async throws {
        try await until("\(host.name) is \(state)") { try known(host).state == state }
    }

    /// Waits until something is so, or for long enough.
    func until(_ words: String, _ isSo: () async throws -> Bool) async throws {
        for _ in 0..<4000 {
            if try await isSo() { return }
            try await clock.sleep(.seconds(1))
        }
        throw refusal("never: \(words)")
    }

    /// A host as the store has it.
    func known(_ host: ScriptedHost) throws -> Host { try #require(try store.hosts().first { $0.id == host.id }) }

    /// How many polls a host has missed, by its reason in the store.
    func missed(_ host: ScriptedHost) throws -> Int {
        let words = try known(host).reason?.split(separator: " ") ?? []
        return words.first == "missed" ? Int(words[1]) ?? 0 : 0
    }

    /// Has the next missed poll of a host that is down be the first that tells.
    func forgetMisses(_ host: ScriptedHost) throws {
        try store.hostMissed(host.id, at: clock.now(), reason: "down before", .down)
    }

    /// All tasks of a kind, oldest first.
    func tasks(_ kind: Command.Kind) async throws -> [TaskRecord] {
        try await store.inventory(since: nil, scope: .tasks).tasks.filter { $0.command.kind == kind }
            .sorted { $0.id < $1.id }
    }

    // MARK: - What must be so

    /// What must not be at any moment: a VM that runs twice, a host that counts as cut and has power.
    func dangersNow() -> [String] {
        var homes: [VM.ID: [String]] = [:]
        for host in everyHost {
            for (id, domain) in host.script.withLock({ $0.domains }) where domain.state.isActive {
                homes[id, default: []].append(host.name)
            }
        }
        var dangers = homes.filter { $0.value.count > 1 }.map { "\($0) runs on \($1.joined(separator: " and "))" }
        let fenced = ((try? store.hosts()) ?? []).filter { $0.fenced != nil }.map(\.id)
        for host in everyHost where fenced.contains(host.id) && host.script.withLock({ $0.isOn }) {
            dangers.append("\(host.name) counts as fenced and has power")
        }
        return dangers.sorted()
    }

    /// What the books say of hosts that is not so.
    func auditHosts() throws -> [String] {
        var faults = dangersNow()
        for known in try store.hosts() {
            guard let host = everyHost.first(where: { $0.id == known.id }) else { continue }
            let (answers, givesEchoes) = host.script.withLock { ($0.answers, $0.givesEchoes) }
            let isDoubtful = givesEchoes && hasEchoes.withLock { $0 }
            let expected = answers ? known.mode.answeringState : isDoubtful ? .unknown : .down
            if known.state != expected { faults.append("\(known.name) is \(known.state), and should be \(expected)") }
            if answers, known.mode == .off { faults.append("\(known.name) answers, and is meant to be off") }
        }
        return faults
    }

    /// Polls until the books say of hosts what is so, or for long enough.
    func settle() async throws {
        for _ in 0..<400 where try !auditHosts().isEmpty { try await clock.sleep(.seconds(1)) }
    }
}
