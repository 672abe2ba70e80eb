import BaadalModel
import Synchronization
import Testing

@testable import BaadalCore

@Suite(.timeLimit(.minutes(2))) struct PowerControlTests {
    private let ipmi = "ipmi address=bmc user=a password-file=/a"
    private let outlet = "command off=/b status=/c"
    private let blind = PowerFailure(.unreachable, "bmc: no answer")

    private func refused(_ why: String = "device: no") -> (inout ScriptedPower.Script) -> Void {
        { $0.refusal = PowerFailure(.failed, why) }
    }

    // MARK: - Fencing

    @Test func `a fence cuts and reads until it is off`() async throws {
        let device = ScriptedPower { $0.delay = 3 }
        #expect(try await PowerControl([(ipmi, device)]).fence() == .ipmi)
        #expect(device.orders == ["off", "status", "status", "status", "status"])
    }

    @Test func `a host that is off already is cut all the same, and read after it`() async throws {
        let device = ScriptedPower { $0.isOn = false }
        #expect(try await PowerControl([(ipmi, device)]).fence() == .ipmi)
        #expect(device.orders == ["off", "status"])
    }

    @Test func `a cut without effect is no fence`() async throws {
        let device = ScriptedPower("bmc") { $0.delay = nil }
        let control = try PowerControl([(ipmi, device)])
        let failure = try await powerFailure { try await control.fence() }
        #expect(failure.kind == .unconfirmed)
        #expect(
            failure.message
                == "kvm1 is not fenced, and its VMs must not be started elsewhere: bmc took the order; 60 s "
                + "later bmc says that it is on"
        )
    }

    @Test func `a device that cannot tell any more is no fence`() async throws {
        let mute = ScriptedPower { ($0.isOn, $0.delay) = (nil, nil) }
        #expect(try await powerFailure { try await PowerControl([(ipmi, mute)]).fence() }.kind == .unconfirmed)
        let lost = ScriptedPower { [blind] in $0.blindness = (blind, .max) }
        let failure = try await powerFailure { try await PowerControl([(ipmi, lost)]).fence() }
        #expect(failure.kind == .unconfirmed)
        #expect(failure.message.hasSuffix("bmc: no answer"))
    }

    @Test func `reads that fail for a while are made again`() async throws {
        let device = ScriptedPower { [blind] in $0.blindness = (blind, 5) }
        #expect(try await PowerControl([(ipmi, device)]).fence() == .ipmi)
    }

    @Test func `a refused cut is no fence though another says that it is off`() async throws {
        let bmc = ScriptedPower("bmc") {
            $0.refusal = PowerFailure(.failed, "bmc: no")
            $0.isOn = false
        }
        let failure = try await powerFailure { try await PowerControl([(ipmi, bmc)]).fence() }
        #expect(failure.kind == .failed)
        #expect(bmc.orders == ["off"])
    }

    @Test(arguments: [true, nil])
    func `what one device cut another's word does not confirm`(word: Bool?) async throws {
        let bmc = ScriptedPower("bmc") { ($0.isOn, $0.delay) = (word, nil) }
        let pdu = ScriptedPower("pdu") {
            $0.isOn = false
            $0.refusal = PowerFailure(.failed, "pdu: no")
        }
        let failure = try await powerFailure { try await PowerControl([(ipmi, bmc), (outlet, pdu)]).fence() }
        #expect(failure.kind == .unconfirmed)
        #expect(failure.message.contains("bmc took the order") && failure.message.contains("pdu: no"))
        #expect(pdu.orders == ["off"])
    }

    @Test func `the next device is tried where one fails`() async throws {
        let bmc = ScriptedPower { [blind] in $0.refusal = blind }
        let pdu = ScriptedPower()
        #expect(try await PowerControl([(ipmi, bmc), (outlet, pdu)]).fence() == .command)
        let control = try PowerControl([(ipmi, ScriptedPower { [blind] in $0.refusal = blind })])
        #expect(try await powerFailure { try await control.fence() }.cause == .unreachable)
    }

    @Test(arguments: ["command off=/b", "ssh", "wol mac=52:54:00:1A:2B:3C"])
    func `what cannot be a fence is not even tried`(words: String) async throws {
        let device = ScriptedPower()
        let failure = try await powerFailure { try await PowerControl([(words, device)]).fence() }
        #expect(failure.kind == .unsupported)
        #expect(failure.message.hasPrefix("kvm1 is not fenced"))
        #expect(device.orders == [])
    }

    @Test func `by hand an admin must confirm`() async throws {
        let control = try PowerControl([("manual", ScriptedPower())])
        let failures = [
            try await powerFailure { try await control.fence() },
            try await powerFailure { try await control.turnOn(confirm: false) },
            try await powerFailure { try await control.turnOff(.gentle) },
            try await powerFailure { try await control.turnOff(.cut) },
            try await powerFailure { try await control.turnOff(.gentleThenCut) },
        ]
        for failure in failures {
            #expect(failure.kind == .byHand)
            #expect(failure.message.contains("an admin must do it by hand and confirm it"))
            #expect(failure.cause == .refused)
        }
        #expect(try await control.isOn() == nil)
    }

    @Test func `a fence that is cancelled is none`() async throws {
        let clock = CoreClock(now: CoreClock.system.now, monotonic: { 0 }, sleep: { _ in throw CancellationError() })
        let device = ScriptedPower { $0.delay = 1 }
        let control = try PowerControl([(ipmi, device), (outlet, device)], clock: clock)
        await #expect(throws: CancellationError.self) { try await control.fence() }
        #expect(device.orders == ["off", "status"])
    }

    // MARK: - On and off

    @Test func `a host is turned on, and seen to be`() async throws {
        let device = ScriptedPower { ($0.isOn, $0.delay) = (false, 2) }
        let control = try PowerControl([("wol mac=52:54:00:1A:2B:3C", ScriptedPower()), (ipmi, device)])
        device.script.withLock { $0.coming = true }
        #expect(try await control.turnOn(confirm: true) == .confirmed(by: .ipmi))
        #expect(device.orders == ["status", "status", "status"])
    }

    @Test func `where nothing tells, a host was only asked`() async throws {
        let wol = try PowerControl([("wol mac=52:54:00:1A:2B:3C", ScriptedPower { $0.isOn = nil })])
        #expect(try await wol.turnOn(confirm: true) == .asked(.wol))
        let ssh = try PowerControl([("ssh", ScriptedPower { $0.isOn = nil })])
        #expect(try await ssh.turnOff(.gentle) == .asked(.ssh))
        let outlet = try PowerControl([("command off=/b", ScriptedPower { $0.isOn = nil })])
        #expect(try await outlet.turnOff(.cut) == .asked(.command))
    }

    @Test func `without confirmation nobody is asked`() async throws {
        let device = ScriptedPower()
        #expect(try await PowerControl([(ipmi, device)]).turnOn(confirm: false) == .asked(.ipmi))
        #expect(device.orders == ["on"])
    }

    @Test func `a system that obeys is not cut`() async throws {
        let device = ScriptedPower { $0.delay = 100 }
        #expect(try await PowerControl([(ipmi, device)]).turnOff(.gentleThenCut) == .confirmed(by: .ipmi))
        #expect(!device.orders.contains("off"))
    }

    @Test func `a system that does not obey is cut, or left where that was not asked for`() async throws {
        let device = ScriptedPower { $0.obeys = false }
        #expect(try await PowerControl([(ipmi, device)]).turnOff(.gentleThenCut) == .confirmed(by: .ipmi))
        #expect(device.orders.filter { $0 != "status" } == ["soft", "off"])
        let proud = ScriptedPower("bmc") { $0.obeys = false }
        let failure = try await powerFailure { try await PowerControl([(ipmi, proud)]).turnOff(.gentle) }
        #expect(failure.kind == .unconfirmed)
        #expect(failure.message.hasSuffix("bmc took the order; 300 s later bmc says that it is on"))
        #expect(!proud.orders.contains("off"))
    }

    @Test func `what nobody can cut is refused before it is asked to shut down`() async throws {
        let device = ScriptedPower()
        let control = try PowerControl([("ssh", device)])
        #expect(try await powerFailure { try await control.turnOff(.gentleThenCut) }.kind == .unsupported)
        #expect(device.orders == [])
    }

    @Test func `a host that cannot be asked is cut`() async throws {
        let ssh = ScriptedPower("ssh") { $0.refusal = PowerFailure(.unreachable, "ssh: no answer") }
        let pdu = ScriptedPower("pdu")
        let control = try PowerControl([("ssh", ssh), (outlet, pdu)])
        #expect(try await control.turnOff(.gentleThenCut) == .confirmed(by: .command))
    }

    @Test func `a host that says no to a shut-down is not cut`() async throws {
        let ssh = ScriptedPower("ssh") { $0.refusal = PowerFailure(.failed, "ssh: must be root") }
        let pdu = ScriptedPower("pdu")
        let control = try PowerControl([("ssh", ssh), (outlet, pdu)])
        #expect(try await powerFailure { try await control.turnOff(.gentleThenCut) }.kind == .failed)
        #expect(!pdu.orders.contains("off"))
    }

    @Test func `the first that can tell tells, and nobody's word is unknown`() async throws {
        let lost = ScriptedPower("bmc") { [blind] in $0.blindness = (blind, .max) }
        let pdu = ScriptedPower { $0.isOn = false }
        #expect(try await PowerControl([(ipmi, lost), (outlet, pdu)]).isOn() == false)
        #expect(try await powerFailure { try await PowerControl([(ipmi, lost)]).isOn() }.kind == .unreachable)
        #expect(try await PowerControl([("ssh", ScriptedPower())]).isOn() == nil)
        #expect(try await PowerControl([]).isOn() == nil)
    }
}
