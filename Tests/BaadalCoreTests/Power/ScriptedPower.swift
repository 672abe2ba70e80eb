import BaadalModel
import Logging
import Synchronization

@testable import BaadalCore

/// A device that does what a test says.
final class ScriptedPower: PowerSwitch {
    struct Script: Sendable {
        var isOn: Bool? = true
        /// Reads until an order takes effect; `nil` where none ever does.
        var delay: Int? = 0
        /// Whether the host's system obeys.
        var obeys = true
        /// What orders fail with.
        var refusal: PowerFailure?
        /// What reads fail with, and how many of them.
        var blindness: (failure: PowerFailure, reads: Int)?
        var orders: [String] = []
        var coming: Bool?
    }

    let name: String
    let script: Mutex<Script>

    init(_ name: String = "device", _ change: (inout Script) -> Void = { _ in }) {
        self.name = name
        var script = Script()
        change(&script)
        self.script = Mutex(script)
    }

    var orders: [String] { script.withLock { $0.orders } }

    func turnOn() async throws { try order("on", true) }
    func shutDown() async throws { try order("soft", script.withLock { $0.obeys } ? false : nil) }
    func cut() async throws { try order("off", false) }

    func isOn() async throws -> Bool? {
        try script.withLock { script in
            script.orders.append("status")
            if let blindness = script.blindness, blindness.reads > 0 {
                script.blindness?.reads -= 1
                throw blindness.failure
            }
            if let coming = script.coming, let delay = script.delay {
                if delay == 0 { (script.isOn, script.coming) = (coming, nil) } else { script.delay = delay - 1 }
            }
            return script.isOn
        }
    }

    private func order(_ word: String, _ wanted: Bool?) throws {
        try script.withLock { script in
            script.orders.append(word)
            if let refusal = script.refusal { throw refusal }
            script.coming = wanted ?? script.coming
        }
    }
}

extension PowerControl {
    /// A control of scripted devices, in time that passes only when it is waited for.
    init(_ devices: [(String, ScriptedPower)], clock: CoreClock = TestTime().clock) throws {
        let drivers = try devices.map { try PowerDriver(words: $0.0.split(separator: " ").map(String.init)) }
        self.init(
            host: "kvm1",
            setup: try PowerSetup(drivers),
            devices: zip(drivers, devices).map { Device(driver: $0, power: $1.1) },
            clock: clock,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}
