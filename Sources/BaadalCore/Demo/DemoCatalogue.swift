internal import BaadalModel
internal import BaadalStore

/// What the demo's VMs are made from, and for whom.
///
/// The test driver copies files within one pool only, so that the demo keeps all of them in one folder.
struct DemoCatalogue: Sendable {
    let records: Records
    let clock: CoreClock

    private static let folder = "vm_images"
    private static let root = "/mnt/datastore"
    private static let datastore = "datastore"
    private static let template = "debian-12"
    private static let file = "debian-12.qcow2"
    private static let size = Bytes.gibibytes(8)

    /// The storage pools of each host: the datastore's folder with the marker, and the folder of files in it.
    static func pools(marker: String) -> String {
        """
              <pool type='dir'>
                <name>datastore</name>
                <target><path>\(root)</path></target>
                <volume type='file'>
                  <name>\(marker)</name><capacity>0</capacity><allocation>0</allocation>
                  <target><path>\(root)/\(marker)</path><format type='raw'/></target>
                </volume>
              </pool>
              <pool type='dir'>
                <name>\(folder)</name>
                <target><path>\(root)/\(folder)</path></target>
                <volume type='file'>
                  <name>\(file)</name><capacity>\(size.count)</capacity><allocation>0</allocation>
                  <target><path>\(root)/\(folder)/\(file)</path><format type='qcow2'/></target>
                </volume>
              </pool>
        """
    }

    /// Records the catalogue; does nothing for what is there already.
    ///
    /// - Returns: The name of the marker by which hosts are seen to share the datastore.
    func prepare() async throws -> String {
        let known = try await records { try $0.catalog() }
        if known.datastores.isEmpty {
            for constant in ["templates_dir", "extra_disks_dir"] {
                try await submit(.setConstant(name: constant, value: Self.folder))
            }
            try await submit(.setConstant(name: "vms", value: "/\(Self.folder)"))
            try await addPeople()
            try await addNetworks()
            try await addStorage()
        }
        let cloud = try await records { try $0.cloudInfo().uuid }
        let store = try await records { try $0.catalog() }.datastore(Self.datastore)
        return ".baadal-\(cloud)-\(store.id)"
    }

    /// Notes that all hosts see the datastore, as their files say.
    func showDatastore() async throws {
        let store = try await records { try $0.catalog() }.datastore(Self.datastore)
        guard store.hosts.isEmpty else { return }
        let hosts = try await records { try $0.hosts() }.map(\.id)
        try await records { [clock] in
            try $0.noteDatastore(store.id, seenBy: hosts, available: nil, at: clock.now())
        }
    }

    private func submit(_ request: Request) async throws {
        _ = try await records.store.submit(request, by: Requester(name: "demo", via: "demo"))
    }

    private func addPeople() async throws {
        for (name, details) in [("ADMIN", "Those who run the cloud"), ("IITD", "Indian Institute of Technology Delhi")]
        {
            try await submit(.catalog(.addOrganisation(name: name, details: details, adminMail: nil)))
        }
        let catalog = try await records { try $0.catalog() }
        for (account, name, organisation) in [("asha", "Asha Rao", "IITD"), ("ravi", "Ravi Menon", "ADMIN")] {
            try await submit(
                .catalog(
                    .addUser(
                        username: account,
                        fullName: name,
                        email: "\(account)@example.org",
                        organisation: try catalog.organisation(organisation).id
                    )
                )
            )
        }
    }

    private func addNetworks() async throws {
        for (tag, name) in ["Private", "Infrastructure", "Research"].enumerated() {
            let network = IPv4(bits: 0x0A00_0000 | UInt32(tag) << 8)
            try await submit(.catalog(.addVLAN(name: "vlan\(tag)", tag: tag, network: network)))
            let vlan = try await records { try $0.catalog() }.vlan("vlan\(tag)").id
            try await submit(
                .catalog(.addDomain(name: name, vlan: vlan, attachment: .bridge("br\(tag)"), organisations: nil))
            )
            let (first, last) = (IPv4(bits: network.bits + 10), IPv4(bits: network.bits + (tag == 0 ? 200 : 50)))
            let range = try IPv4Range(from: first, to: last)
            try await submit(.catalog(.addPrivate(range, vlan: vlan, macs: .fromAddress)))
        }
        // From the block that RFC 5737 keeps for examples.
        let range = try IPv4Range(from: IPv4(bits: 0xCB00_710A), to: IPv4(bits: 0xCB00_7114))
        try await submit(.catalog(.addPublic(range)))
    }

    private func addStorage() async throws {
        try await submit(
            .catalog(
                .addDatastore(
                    name: Self.datastore,
                    path: Self.root,
                    capacity: .gibibytes(2048),
                    reserve: .gibibytes(20)
                )
            )
        )
        let store = try await records { try $0.catalog() }.datastore(Self.datastore).id
        let order = try TemplateOrder(
            name: try ShortName(Self.template),
            datastore: store,
            file: try FileName(Self.file),
            release: "Debian 12"
        )
        try await records { [clock] in
            _ = try $0.addTemplate(order, size: Self.size, checksum: nil, requester: "demo", at: clock.now())
        }
    }
}
