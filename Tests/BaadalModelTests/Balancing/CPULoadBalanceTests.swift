import BaadalModel
import Testing

@Suite struct CPULoadBalanceTests {
    private func host(_ name: String, _ use: Double, cpus: Int = 16, usedGibibytes: Int64 = 8)
        -> CPULoadBalance.HostLoad
    {
        CPULoadBalance.HostLoad(
            host: .named(name),
            name: name,
            cpus: cpus,
            use: use,
            memory: .gibibytes(64),
            usedMemory: .gibibytes(usedGibibytes)
        )
    }

    /// A VM that uses so much of a host of 16 processors.
    private func vm(_ name: String, on host: String, _ use: Double, gibibytes: Int64 = 4) -> CPULoadBalance.VMLoad {
        let processors = use * 16
        return CPULoadBalance.VMLoad(
            vm: .named(name),
            name: name,
            host: .named(host),
            processors: processors,
            memory: .gibibytes(gibibytes)
        )
    }

    /// The worked example: A 80 %, B 20 %, C 35 %, the VMs of A cost 12, 28 and 36.
    private var hosts: [CPULoadBalance.HostLoad] { [host("A", 0.80), host("B", 0.20), host("C", 0.35)] }
    private var vms: [CPULoadBalance.VMLoad] {
        [vm("x12", on: "A", 0.12), vm("x28", on: "A", 0.28), vm("x36", on: "A", 0.36), vm("x20", on: "B", 0.20)]
    }

    private func moves(_ balance: CPULoadBalance) -> [String] {
        balance.moves.map { move in
            let names = ["A", "B", "C"].filter { [move.from, move.to].contains(.named($0)) }
            return "\(move.name) \(names.joined()) \(percent(move.fromUse)) \(percent(move.toUse))"
        }
    }

    private func percent(_ share: Double) -> Int { Int((share * 100).rounded()) }

    @Test(arguments: [0.1, 0.0])
    func `the worked example ends where the gaps are small`(threshold: Double) {
        let balance = CPULoadBalance(hosts: hosts, vms: vms, threshold: threshold)
        // The second pass has A at 52 and C at 35; then B at 48 has no VM smaller than any gap.
        #expect(moves(balance) == ["x28 AB 52 48", "x12 AC 40 47"])
        #expect(balance.hosts.map { percent($0.use) } == [40, 48, 47])
    }

    @Test func `a VM that would reverse the gap or leave it as it is is not moved`() {
        let two = [host("A", 0.6), host("B", 0.2)]
        #expect(CPULoadBalance(hosts: two, vms: [vm("all", on: "A", 0.4)]).moves.isEmpty)
        #expect(CPULoadBalance(hosts: two, vms: [vm("most", on: "A", 0.39)]).moves.count == 1)
        #expect(CPULoadBalance(hosts: two, vms: [vm("idle", on: "A", 0)]).moves.isEmpty)
    }

    @Test func `memory above nine tenths sends it to the next host`() {
        // 56 of 64 GiB with the VM is 87.5 %; 60 is 93.75 %, which whole numbers would let pass.
        var full = hosts
        full[1] = host("B", 0.20, usedGibibytes: 56)
        let balance = CPULoadBalance(hosts: full, vms: [vm("x28", on: "A", 0.28)])
        #expect(moves(balance) == ["x28 AC 52 63"])
        full[1].usedMemory = .gibibytes(52)
        #expect(moves(CPULoadBalance(hosts: full, vms: [vm("x28", on: "A", 0.28)])) == ["x28 AB 52 48"])
    }

    @Test func `moves are capped, a closed host takes none and gives`() {
        #expect(CPULoadBalance(hosts: hosts, vms: vms, maximumMoves: 1).moves.count == 1)
        var closed = hosts
        closed[1].isOpen = false
        #expect(moves(CPULoadBalance(hosts: closed, vms: [vm("x28", on: "A", 0.28)])) == ["x28 AC 52 63"])
        closed = hosts
        closed[0].isOpen = false
        #expect(!CPULoadBalance(hosts: closed, vms: vms).moves.isEmpty)
    }

    @Test func `a VM weighs by the processors of the host that it is on`() {
        let unlike = [host("A", 0.8, cpus: 16), host("B", 0.2, cpus: 64)]
        let balance = CPULoadBalance(hosts: unlike, vms: [vm("x40", on: "A", 0.4)])
        #expect(moves(balance) == ["x40 AB 40 30"])
    }
}
