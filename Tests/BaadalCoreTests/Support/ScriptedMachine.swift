import BaadalModel
import BaadalStore
import Synchronization

@testable import BaadalCore

/// What gives a scripted host its power, as its management controller.
struct ScriptedMachine: PowerSwitch {
    let host: ScriptedHost

    var name: String { "the device of \(host.name)" }

    func turnOn() async throws { try order("power on") { $0.isOn = true } }
    func shutDown() async throws { try order("power soft") { if $0.guestObeys { $0.losePower() } } }
    func cut() async throws { try order("power cut") { $0.losePower() } }
    func isOn() async throws -> Bool? { try call("power status") { $0.isOn } }

    private func order(_ name: String, _ body: (inout ScriptedHost.Script) -> Void) throws {
        try call(name) { script in
            guard script.isSwitched else { return }
            body(&script)
        }
    }

    /// The device answers also where its host does not.
    private func call<Value>(_ name: String, _ body: (inout ScriptedHost.Script) -> Value) throws -> Value {
        let onCall = host.onCall.withLock { $0 }
        try onCall?(name, host.name, true)
        let value = host.script.withLock { body(&$0) }
        try onCall?(name, host.name, false)
        return value
    }
}

extension ScriptedHost.Script {
    /// What a power cut leaves: the definitions of persistent guests, of which none runs.
    mutating func losePower() {
        isOn = false
        domains = domains.filter { !$0.value.state.isActive || $0.value.isPersistent }
        for id in domains.keys where domains[id]?.state.isActive ?? false { domains[id]?.state = .stopped }
    }
}

extension ScriptedHost {
    /// The driver by which the cloud knows the device.
    var driver: PowerDriver {
        get throws { try PowerDriver(words: ["ipmi", "address=\(name)", "user=a", "password-file=/a"]) }
    }
}

/// Echoes that scripted hosts give back.
struct ScriptedEchoes: EchoSending {
    let hosts: [ScriptedHost]

    func ask(_ place: HostResolver.Place, within timeout: Duration) async -> EchoProbe.Outcome {
        let host = hosts.first { $0.address == place.digits }
        guard let host, host.script.withLock({ $0.givesEchoes }) else {
            return .failed(HostHealth.Failure(.timedOut, "no echo came back"))
        }
        return .answered
    }
}
