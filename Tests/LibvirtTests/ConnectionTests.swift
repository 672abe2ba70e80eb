import Glibc
import Libvirt
import Testing

@Suite struct ConnectionTests {
    @Test func `a list holds every domain with its state`() throws {
        let node = try TestNode(domains: 5, running: 3)
        let connection = try node.connect()

        let domains = try connection.domains().sorted { $0.uuid.low < $1.uuid.low }

        #expect(domains.map(\.name) == ["vm-0", "vm-1", "vm-2", "vm-3", "vm-4"])
        #expect(domains.map(\.uuid) == (0..<5).map(TestNode.uuid))
        #expect(domains.map(\.status.state) == [.running, .running, .running, .shutOff, .shutOff])
        #expect(domains.allSatisfy { $0.isPersistent && !$0.isAutostarted })
    }

    @Test func `a list tells which domains start with the host and which are transient`() throws {
        let node = try TestNode(domains: 3)
        let connection = try node.connect()
        try connection.domain(named: "vm-1").setAutostart(true)
        try connection.domain(named: "vm-2").undefine()

        let domains = try connection.domains().sorted { $0.name < $1.name }

        #expect(domains.map(\.isAutostarted) == [false, true, false])
        #expect(domains.map(\.isPersistent) == [true, true, false])
    }

    @Test func `host facts are read`() throws {
        let node = try TestNode(domains: 0)
        let connection = try node.connect()

        let facts = try connection.hostFacts()

        #expect(facts.hypervisorType == "TEST")
        #expect(facts.uuid == nil)
        #expect(!facts.hostname.isEmpty)
        #expect(facts.libvirt >= LibvirtVersion(6, 0))
        #expect(facts.processors.active == 64)
        #expect(facts.processors.sockets == 2)
        #expect(facts.processors.threads == 2)
    }

    @Test func `a driver without memory figures answers by its node's size`() throws {
        let node = try TestNode(domains: 0)
        let connection = try node.connect()

        let memory = try connection.hostMemory()

        #expect(memory.total == 268_435_456 * 1024)
        #expect(memory.free == nil)
        #expect(memory.inUse == nil)
        #expect(try connection.hostProcessorTime() == nil)
    }

    @Test func `a driver without keep-alive says so and stays usable`() throws {
        let node = try TestNode(domains: 1)
        let connection = try node.connect()

        #expect(try !connection.setKeepAlive(interval: 5, count: 3))
        #expect(connection.isAlive)
        #expect(try connection.domains().count == 1)
    }

    @Test func `a host that dies while it is written to does not end the process`() throws {
        try Libvirt.start()
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[1]) }
        close(ends[0])
        var present = sigaction()
        sigaction(SIGPIPE, nil, &present)

        try #require(present.__sigaction_handler.sa_handler != nil)
        #expect(write(ends[1], "x", 1) == -1)
        #expect(errno == EPIPE)
    }

    @Test func `a driver that does not exist is an error that names the function`() throws {
        let error = #expect(throws: LibvirtError.self) { try Connection(opening: "nodriver:///system") }
        #expect(error?.function == "virConnectOpenAuth")
        #expect(error?.message.isEmpty == false)
    }
}
