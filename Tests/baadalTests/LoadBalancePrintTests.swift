import BaadalModel
import Testing

@testable import baadal

@Suite struct LoadBalancePrintTests {
    private func load(_ name: String, use: Double) -> CPULoadBalance.HostLoad {
        CPULoadBalance.HostLoad(
            host: Host.sample(name).id,
            name: name,
            cpus: 8,
            use: use,
            memory: .gibibytes(64),
            usedMemory: .gibibytes(8)
        )
    }

    @Test func `a dry run shows what would be moved, and what the hosts would use`() {
        let busy = load("kvm1", use: 0.9)
        let vm = CPULoadBalance.VMLoad(
            vm: VM.sample("web-01").id,
            name: "web-01",
            host: busy.host,
            processors: 3.2,
            memory: .gibibytes(4)
        )
        let lines = LoadBalancePrint(CPULoadBalance(hosts: [busy, load("kvm2", use: 0.1)], vms: [vm])).lines
        #expect(lines.count == 3)
        let words = lines[1].split(separator: " ").map { String($0) }
        #expect(words == ["web-01", "kvm1", "50.0", "%", "kvm2", "50.0", "%"])
        #expect(lines[2].hasPrefix("1 move(s)"))
    }

    @Test func `hosts that are near each other have nothing moved`() {
        let lines = LoadBalancePrint(CPULoadBalance(hosts: [load("kvm1", use: 0.5)], vms: [])).lines
        #expect(lines == ["the hosts are near each other; nothing would be moved"])
    }
}
