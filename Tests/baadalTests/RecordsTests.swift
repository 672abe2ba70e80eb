import BaadalModel
import Testing

@testable import baadal

@Suite struct RecordsTests {
    private func members(_ value: JSON) -> [String: JSON] {
        guard case .object(let members) = value else { return [:] }
        return Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
    }

    @Test func `a VM has the members that scripts rely on`() {
        let vm = VM.sample("web-01")
        let usage = Usage(at: .noon, cpu: 0.4126)
        let found = members(Records(inventory: .sample(vms: [vm], usage: [vm.id: usage])).json(vm))

        #expect(found["name"] == .text("web-01"))
        #expect(found["uuid"] == .text("00000000-0000-0000-0000-000000000001"))
        #expect(found["state"] == .text("running"))
        #expect(found["host"] == .text("kvm1"))
        #expect(found["vcpus"] == .integer(2))
        #expect(found["memoryBytes"] == .integer(4 << 30))
        #expect(found["cpuPercent"] == .number(41.3))
        #expect(found["memoryUsedBytes"] == .null)
        #expect(found["seen"] == .text("2026-11-24T12:00:00Z"))
    }

    @Test func `a host has what it uses and what its sensors show, and null for what is not known`() {
        let host = Host.sample("kvm1")
        let usage = Usage(at: .noon, cpu: 0.25, diskWrite: 4096, received: 10, temperature: 52, watts: 214)
        let found = members(Records(inventory: .sample(hostUsage: [host.id: usage])).json(host))

        #expect(found["cpuPercent"] == .number(25))
        #expect(found["diskReadBytesPerSecond"] == .null)
        #expect(found["diskWriteBytesPerSecond"] == .number(4096))
        #expect(found["receivedBytesPerSecond"] == .number(10))
        #expect(found["sentBytesPerSecond"] == .null)
        #expect(found["temperatureCelsius"] == .number(52))
        #expect(found["watts"] == .number(214))
        #expect(found["sampled"] == .text("2026-11-24T12:00:00Z"))
    }

    @Test func `a task has the members that scripts rely on`() {
        let vm = VM.sample("web-01")
        let found = members(Records(inventory: .sample()).json(.sample(7, .start(vm.id), status: .success)))

        #expect(found["id"] == .integer(7))
        #expect(found["kind"] == .text("start"))
        #expect(found["status"] == .text("success"))
        #expect(found["vm"] == .text("web-01"))
        #expect(found["host"] == .text("kvm1"))
        #expect(found["message"] == .null)
        #expect(found["requester"] == .text("asha"))
    }

    @Test func `a host that was never measured has nothing but null for it`() {
        let host = Host.sample("kvm1")
        let found = members(Records(inventory: .sample()).json(host))
        #expect(found["state"] == .text("up"))
        #expect(found["cpuPercent"] == .null)
        #expect(found["memoryBytes"] == .null)
        #expect(found["vms"] == .integer(0))
    }
}
