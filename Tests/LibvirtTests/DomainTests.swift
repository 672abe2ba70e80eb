import Libvirt
import Testing

@Suite struct DomainTests {
    @Test func `power commands move a domain through its states`() throws {
        let node = try TestNode(domains: 1)
        let connection = try node.connect()
        let domain = try connection.domain(TestNode.uuid(0))

        try domain.suspend()
        #expect(try domain.status().state == .paused)
        try domain.resume()
        #expect(try domain.status().state == .running)
        try domain.shutdown()
        #expect(try domain.status() == DomainStatus(state: .shutOff, reason: 1))
        try domain.start()
        #expect(try domain.status().state == .running)
        try domain.reboot()
        #expect(try domain.status().state == .running)
        try domain.destroy()
        #expect(try domain.status().reasonText == "destroyed")
        #expect(try !domain.isActive())
        #expect(try domain.isPersistent())
    }

    @Test func `starting a running domain is not allowed`() throws {
        let node = try TestNode(domains: 1)
        let domain = try node.connect().domain(named: "vm-0")

        let error = #expect(throws: LibvirtError.self) { try domain.start() }

        #expect(error?.kind == .notAllowed)
        #expect(error?.function == "virDomainCreate")
    }

    @Test func `a domain that is not there is not found`() throws {
        let node = try TestNode(domains: 1)
        let connection = try node.connect()

        let byUUID = #expect(throws: LibvirtError.self) { _ = try connection.domain(TestNode.uuid(7)) }
        let byName = #expect(throws: LibvirtError.self) { _ = try connection.domain(named: "nobody") }

        #expect(byUUID?.code == .noDomain)
        #expect(byUUID?.kind == .notFound)
        #expect(byName?.kind == .notFound)
    }

    @Test func `a read-only connection changes nothing`() throws {
        let node = try TestNode(domains: 1)
        let connection = try Connection(opening: node.uri, readOnly: true)
        let domain = try connection.domain(named: "vm-0")

        let error = #expect(throws: LibvirtError.self) { try domain.destroy() }

        #expect(error?.kind == .notAllowed)
        #expect(try domain.status().state == .running)
    }

    @Test func `a domain outlives the last reference to its connection`() throws {
        let node = try TestNode(domains: 1)
        let domain = try node.connect().domain(named: "vm-0")

        #expect(domain.name == "vm-0")
        #expect(try domain.info().vcpus == 1)
        #expect(try domain.info().maximumMemory == 1 << 30)
        #expect(try domain.info().memory == 1 << 29)
    }

    @Test func `metadata is set, read, and removed`() throws {
        let node = try TestNode(domains: 1)
        let domain = try node.connect().domain(named: "vm-0")
        let namespace = "urn:example:cloud"
        #expect(try domain.metadata(namespace: namespace) == nil)

        try domain.setMetadata("<cloud id='1'>a &amp; b</cloud>", key: "ex", namespace: namespace)

        let xml = try #require(try domain.metadata(namespace: namespace))
        let element = try DomainDevices.Metadata(xml: xml)
        #expect(element.name == "cloud")
        #expect(element.attributes == ["id": "1"])
        #expect(element.text == "a & b")
        let listed = try DomainDevices(xml: domain.xml(inactive: true)).metadata
        #expect(listed.map(\.namespace) == [namespace])
        #expect(listed.map(\.name) == ["cloud"])

        try domain.setMetadata(nil, key: "ex", namespace: namespace)
        #expect(try domain.metadata(namespace: namespace) == nil)
        try domain.setMetadata(nil, key: "ex", namespace: namespace)
    }

    @Test(arguments: [true, false])
    func `metadata is kept wherever a domain has a place for it`(isTransient: Bool) throws {
        let node = try TestNode(domains: 1)
        let domain = try node.connect().domain(named: "vm-0")
        if isTransient { try domain.undefine() } else { try domain.destroy() }

        try domain.setMetadata("<cloud/>", key: "ex", namespace: "urn:example:cloud")

        #expect(try domain.metadata(namespace: "urn:example:cloud") != nil)
    }

    @Test func `a domain that is defined can be undefined`() throws {
        let node = try TestNode(domains: 0)
        let connection = try node.connect()

        let domain = try connection.define(xml: TestNode.domain(3, isRunning: false))

        #expect(domain.uuid == TestNode.uuid(3))
        #expect(try connection.domains().map(\.name) == ["vm-3"])
        try domain.undefine()
        #expect(try connection.domains().isEmpty)
    }

    @Test func `XML that is none is refused in one line`() throws {
        let node = try TestNode(domains: 0)
        let connection = try node.connect()

        let error = #expect(throws: LibvirtError.self) { _ = try connection.define(xml: "<domain>\n<name>") }

        #expect(error?.message.contains("\n") == false)
        #expect(error?.message.isEmpty == false)
    }

    @Test func `a driver without job figures says that they are unsupported`() throws {
        let node = try TestNode(domains: 1)
        let domain = try node.connect().domain(named: "vm-0")

        let error = #expect(throws: LibvirtError.self) { _ = try domain.job() }

        #expect(error?.kind == .unsupported)
    }
}
