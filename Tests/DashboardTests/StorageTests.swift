import BaadalModel
import Canvas
import Testing

@testable import Dashboard

@Suite struct StorageTests {
    private func on(_ section: StorageSection, columns: Int = 80, rows: Int = 24) -> TestDashboard {
        var dashboard = TestDashboard(pane: .storage, columns: columns, rows: rows)
        while dashboard.state.lists.storage.section != section { dashboard.press(.character("]")) }
        return dashboard
    }

    @Test(arguments: StorageSection.allCases)
    func `every section is drawn`(section: StorageSection) throws {
        try expectGolden(view(on(section).state).golden, "storage-\(section.rawValue)")
        for (columns, rows) in [(40, 10), (57, 13), (120, 40), (200, 60), (300, 100)] {
            let frame = view(on(section, columns: columns, rows: rows).state)
            #expect(frame.text.split(separator: "\n", omittingEmptySubsequences: false).count == rows)
        }
        try expectGolden(view(on(section, columns: 120, rows: 40).state).golden, "storage-\(section.rawValue)-120x40")
    }

    @Test func `sections go round, and each keeps its filter`() {
        var dashboard = on(.disks)
        dashboard.type("/role=extra")
        dashboard.press(.enter)
        #expect(dashboard.state.lists.storage.list.count == 2)
        dashboard.press(.character("]"), .character("["))
        #expect(dashboard.state.lists.storage.list.count == 2)
        dashboard.press(.escape)
        #expect(dashboard.state.lists.storage.list.count == 5)
    }

    @Test func `addresses are sorted by number, and say who holds them`() {
        var dashboard = on(.privateAddresses)
        let order = dashboard.state.lists.storage.list.order
        #expect(order == (1...30).map { .privateAddress(RowID(Int64($0))) })
        dashboard.type("/state~held and vlan=labs")
        dashboard.press(.enter)
        #expect(dashboard.state.lists.storage.list.count == 6)
        #expect(view(dashboard.state).text.contains("web-0"))
    }

    @Test func `a datastore is added once all its fields are right`() throws {
        var dashboard = on(.datastores)
        dashboard.press(.character("A"))
        dashboard.type("nfs2")
        dashboard.press(.tab)
        dashboard.type("srv/../x")
        dashboard.press(.tab)
        dashboard.type("1x")
        try expectGolden(view(dashboard.state).golden, "form-datastore")
        dashboard.press(.pageDown, .enter)
        #expect(dashboard.submitted == [])
        dashboard.press(.control("u"))
        dashboard.type("/srv/nfs2")
        dashboard.press(.tab, .control("u"))
        dashboard.type("2T")
        dashboard.press(.tab, .enter)
        let change = CatalogChange.addDatastore(
            name: "nfs2",
            path: "/srv/nfs2",
            capacity: .gibibytes(2048),
            reserve: Bytes(0)
        )
        #expect(dashboard.submitted == [.catalog(change)])
    }

    @Test func `each section adds what it is of`() throws {
        var asked: [Request] = []
        func add(_ section: StorageSection, _ texts: String...) {
            var dashboard = on(section)
            dashboard.press(.character("A"))
            for (index, text) in texts.enumerated() {
                if index > 0 { dashboard.press(.tab) }
                dashboard.press(.control("u"))
                dashboard.type(text)
            }
            dashboard.press(.pageDown, .enter)
            asked += dashboard.submitted
        }
        add(.templates, "alma", "nfs1", "alma.qcow2")
        add(.vlans, "guests", "9", "10.9.0.0")
        add(.domains, "guests", "staff", "ovs:br-int", "cse")
        add(.privateAddresses, "10.9.0.1", "10.9.0.4", "staff", "address")
        add(.publicAddresses, "203.0.113.9")
        add(.organisations, "me", "Mechanics")
        add(.users, "lena", "Lena", "lena@me.example", "cse")
        let one = IPv4(bits: 0xCB00_7109)
        let range = try IPv4Range(from: IPv4(bits: 0x0A09_0001), to: IPv4(bits: 0x0A09_0004))
        #expect(
            asked == [
                .order([
                    .addTemplate(
                        try TemplateOrder(
                            name: try ShortName("alma"),
                            datastore: RowID(1),
                            file: try FileName("alma.qcow2")
                        )
                    )
                ]), .catalog(.addVLAN(name: "guests", tag: 9, network: IPv4("10.9.0.0"))),
                .catalog(
                    .addDomain(name: "guests", vlan: RowID(2), attachment: .ovs("br-int"), organisations: [RowID(1)])
                ),
                .catalog(.addPrivate(range, vlan: RowID(2), macs: .fromAddress)),
                .catalog(.addPublic(try IPv4Range(from: one, to: one))),
                .catalog(.addOrganisation(name: "me", details: "Mechanics", adminMail: nil)),
                .catalog(
                    .addUser(
                        username: "lena",
                        fullName: "Lena",
                        email: "lena@me.example",
                        organisation: RowID(1)
                    )
                ),
            ]
        )
        var disks = on(.disks)
        disks.press(.character("A"))
        #expect(!disks.isAsking)
    }

    @Test func `rows are changed, turned off and removed`() {
        var dashboard = on(.organisations)
        dashboard.press(.character("E"), .tab, .control("u"))
        dashboard.type("CS")
        dashboard.press(.pageDown, .enter)
        var row = TestCloud.catalog.organisations[0]
        row.details = "CS"
        #expect(dashboard.submitted == [.catalog(.editOrganisation(row))])
        dashboard.press(.character("P"))
        row = TestCloud.catalog.organisations[0]
        row.isActive = false
        #expect(dashboard.submitted.last == .catalog(.editOrganisation(row)))
        dashboard.press(.character("D"), .enter)
        #expect(dashboard.submitted.count == 2)
        dashboard.press(.character("D"), .tab, .enter)
        #expect(dashboard.submitted.last == .catalog(.remove(.organisation(RowID(1)))))
    }

    @Test func `a disk is detached with y, and deleted when its name is typed`() {
        var dashboard = on(.disks)
        dashboard.type("/target=vda")
        dashboard.press(.escape)
        dashboard.type("/100 G")
        dashboard.press(.enter, .character("X"), .character("y"))
        let vm = TestCloud.vm(0)
        #expect(dashboard.submitted == [.order([.detachDisk(vm, target: "vdb", deletes: false)])])
        dashboard.press(.character("D"))
        dashboard.type("web-0 vdb")
        dashboard.press(.enter)
        #expect(dashboard.submitted.last == .order([.detachDisk(vm, target: "vdb", deletes: true)]))
        dashboard = on(.disks)
        dashboard.type("/role=system")
        dashboard.press(.enter, .character("D"))
        #expect(!dashboard.isAsking)
    }

    @Test func `what is in the trash comes back, or goes for good`() {
        var dashboard = on(.trash)
        dashboard.press(.character("R"))
        #expect(dashboard.submitted == [.order([.undelete(TestCloud.vm(40))])])
        dashboard.press(.character("D"))
        dashboard.type("cse_asha_old")
        dashboard.press(.enter)
        #expect(dashboard.submitted.last == .order([.purge(TestCloud.vm(40))]))
    }

    @Test func `orphans are adopted by a form, and undefined when their name is typed`() throws {
        var dashboard = on(.sanity)
        dashboard.type("/mail-15")
        dashboard.press(.enter, .character("A"))
        try expectGolden(view(dashboard.state).golden, "form-adopt")
        dashboard.press(.pageDown, .right, .enter)
        let vm = TestCloud.vm(15)
        #expect(dashboard.submitted == [.order([.adopt(vm, AdoptOrder(domain: RowID(1)))])])
        dashboard.press(.character("D"))
        try expectGolden(view(dashboard.state).golden, "confirm-undefine")
        dashboard.type("mail-15")
        dashboard.press(.enter)
        #expect(dashboard.submitted.last == .order([.undefine(vm)]))
    }

    @Test func `what is as it should be is left alone, and a snapshot goes on either side`() {
        var dashboard = TestDashboard()
        dashboard.type(":sanity")
        dashboard.press(.enter)
        #expect(dashboard.state.lists.storage.section == .sanity)
        dashboard.type("/expected")
        dashboard.press(.enter, .character("D"))
        #expect(!dashboard.isAsking)
        dashboard.press(.character("A"))
        #expect(!dashboard.isAsking)
        dashboard.press(.escape)
        dashboard.type("/foreign")
        dashboard.press(.enter, .character("D"), .tab, .enter)
        #expect(dashboard.submitted == [.order([.deleteSnapshot(TestCloud.vm(9), snapshot: "foreign")])])
    }

    @Test func `a section is gone to by its name`() {
        var dashboard = TestDashboard()
        dashboard.type(":storage tr")
        dashboard.press(.tab, .enter)
        #expect(dashboard.state.pane == .storage)
        #expect(dashboard.state.lists.storage.section == .trash)
        dashboard.type(":storage old")
        dashboard.press(.enter)
        #expect(dashboard.state.lists.storage.list.filter == "old")
    }

    @Test func `a template goes with a dialog`() {
        var dashboard = on(.templates)
        dashboard.press(.character("D"), .tab, .enter)
        #expect(dashboard.submitted == [.order([.deleteTemplate(RowID(1))])])
    }

    @Test func `a VLAN says who holds its addresses`() throws {
        var dashboard = on(.vlans)
        dashboard.press(.enter)
        try expectGolden(view(dashboard.state).golden, "storage-vlan")
    }
}
