import Libvirt
import Testing

@Suite struct DomainStatsTests {
    private let everything: StatsGroups = [.state, .cpu, .balloon, .interface, .block]

    @Test func `figures that the bulk answer lacks come by single calls, and say so`() throws {
        let node = try TestNode(domains: 2, running: 1)
        let connection = try node.connect()

        let stats = try connection.domainStats(groups: everything, nowait: false).sorted { $0.name < $1.name }

        let running = try #require(stats.first)
        #expect(running.isPartial)
        #expect(running.status.state == .running)
        #expect(running.runID != nil)
        #expect(running.vcpus == 1)
        #expect(running.memory.current == 1 << 29)
        #expect(running.memoryInUse == 1 << 29)
        #expect(running.cpuTime ?? 0 > 0)
        #expect(running.diskRead ?? 0 > 0)
        #expect(running.received ?? 0 > 0)
        let off = try #require(stats.last)
        #expect(!off.isPartial)
        #expect(off.runID == nil)
        #expect(off.cpuTime == nil)
        #expect(off.memoryInUse == nil)
    }

    @Test func `only the groups that were asked for are read`() throws {
        let node = try TestNode(domains: 1)
        let connection = try node.connect()

        let state = try #require(try connection.domainStats(groups: [.state], nowait: false).first)
        let memory = try #require(try connection.domainStats(groups: [.state, .balloon], nowait: false).first)

        #expect(!state.isPartial)
        #expect(state.vcpus == nil)
        #expect(memory.isPartial)
        #expect(memory.memory.maximum == 1 << 30)
        #expect(memory.cpuTime == nil)
        #expect(memory.received == nil)
        #expect(memory.diskRead == nil)
    }

    @Test func `devices are found again after a restart and after they are forgotten`() throws {
        let node = try TestNode(domains: 1)
        let connection = try node.connect()
        let domain = try connection.domain(named: "vm-0")
        #expect(try connection.domainStats(groups: everything, nowait: false).first?.received != nil)

        try domain.destroy()
        try domain.start()
        #expect(try connection.domainStats(groups: everything, nowait: false).first?.received != nil)

        connection.forgetDevices(of: TestNode.uuid(0))
        #expect(try connection.domainStats(groups: everything, nowait: false).first?.received != nil)
    }

    @Test(arguments: [true, false]) func `not waiting for guests gives the same states`(nowait: Bool) throws {
        let node = try TestNode(domains: 2, running: 1)
        let connection = try node.connect()

        let stats = try connection.domainStats(groups: everything, nowait: nowait).sorted { $0.name < $1.name }

        #expect(stats.map(\.status.state) == [.running, .shutOff])
        #expect(stats.first?.cpuTime != nil)
    }

    @Test func `names stay right while domains come and go`() throws {
        let node = try TestNode(domains: 20)
        let connection = try node.connect()
        for _ in 0..<2 { try expectNames(of: connection, 0..<20) }

        for index in [3, 11] {
            let domain = try connection.domain(TestNode.uuid(index))
            try domain.destroy()
            try domain.undefine()
        }
        try expectNames(of: connection, (0..<20).filter { $0 != 3 && $0 != 11 })

        _ = try connection.define(xml: TestNode.domain(25, isRunning: false))
        try expectNames(of: connection, (0..<20).filter { $0 != 3 && $0 != 11 } + [25])
    }

    @Test func `a domain defined anew under its identifier has its new name`() throws {
        let node = try TestNode(domains: 1, running: 0)
        let connection = try node.connect()
        #expect(try connection.domainStats(groups: [.state], nowait: false).map(\.name) == ["vm-0"])

        try connection.domain(named: "vm-0").undefine()
        let xml = TestNode.domain(0, isRunning: false).replacing(
            "<name>vm-0<",
            with: "<name>another name, and a long one<"
        )
        _ = try connection.define(xml: xml)

        let stats = try connection.domainStats(groups: [.state], nowait: false)
        #expect(stats.map(\.name) == ["another name, and a long one"])
        #expect(stats.map(\.uuid) == [TestNode.uuid(0)])
    }

    @Test func `a thousand domains are read, again and again`() throws {
        let node = try TestNode(domains: 1000, running: 900)
        let connection = try node.connect()

        for _ in 0..<3 {
            let stats = try connection.domainStats(groups: everything, nowait: false)
            #expect(stats.count == 1000)
            #expect(Set(stats.map(\.uuid)) == Set((0..<1000).map(TestNode.uuid)))
            #expect(stats.filter { $0.cpuTime != nil && $0.received != nil && $0.diskRead != nil }.count == 900)
        }
        #expect(try connection.domains().count == 1000)
    }

    private func expectNames(of connection: Connection, _ indices: some Sequence<Int>) throws {
        let stats = try connection.domainStats(groups: [.state], nowait: false)
        let found = Dictionary(stats.map { ($0.uuid, $0.name) }, uniquingKeysWith: { first, _ in first })
        let expected = Dictionary(uniqueKeysWithValues: indices.map { (TestNode.uuid($0), "vm-\($0)") })
        #expect(found == expected)
    }
}
