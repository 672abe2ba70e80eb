import BaadalModel

extension VMRecord {
    static func sample(
        _ name: String,
        number: UInt64 = 1,
        stage: Stage = .ready,
        address: String? = nil,
        publicAddress: String? = nil
    ) -> VMRecord {
        VMRecord(
            id: VM.ID(UniqueID(high: 0, low: number)),
            name: name,
            identity: name,
            owner: RowID(1),
            organisation: RowID(1),
            domain: RowID(1),
            stage: stage,
            host: nil,
            vcpus: 1,
            memory: .gibibytes(1),
            address: address.flatMap { IPv4($0) },
            publicAddress: publicAddress.flatMap { IPv4($0) },
            created: .noon
        )
    }
}

extension ScreenGrant {
    static func sample(
        _ number: Int64 = 1,
        vm: UInt64 = 1,
        sources: [String] = [],
        seconds: Int64 = 1800,
        closed: Timestamp? = nil,
        standing: Standing = .present
    ) throws -> ScreenGrant {
        ScreenGrant(
            id: ID(number),
            vm: VM.ID(UniqueID(high: 0, low: vm)),
            host: Host.sample("kvm1").id,
            forward: try ScreenForward(
                outside: IPv4(bits: 0xCB00_7102),
                port: 20_000 + Int(number),
                host: IPv4(bits: 0x0A00_0001),
                hostPort: 20_001,
                sources: sources.map { try IPv4Network($0) }
            ),
            requester: "asha",
            opened: .noon,
            expires: Timestamp.noon.advanced(byMilliseconds: seconds * 1000),
            closed: closed,
            standing: closed == nil ? standing : .closed
        )
    }
}

extension NetworkBooks {
    static func sample(
        natType: NATType? = .software,
        mappings: [AddressMapping] = [],
        grants: [ScreenGrant] = [],
        nat: BoxStatus? = nil
    ) -> NetworkBooks {
        var books = NetworkBooks()
        books.natType = natType
        books.screenAddress = IPv4(bits: 0xCB00_7102)
        books.mappings = mappings
        books.grants = grants
        books.boxes[.nat] = nat
        return books
    }
}

extension InventoryUpdate {
    /// Books and VMs of a cloud whose controller runs.
    static func network(
        _ books: NetworkBooks,
        hosts: [Host] = [.sample("kvm1")],
        vms: [VM] = [],
        records: [VMRecord] = [],
        tasks: [TaskRecord] = [],
        catalog: Catalog = Catalog()
    ) -> InventoryUpdate {
        var update = InventoryUpdate(
            isFull: true,
            revision: Revision(1),
            cloud: CloudInfo(uuid: UniqueID(high: 1, low: 1), name: "lab", step: 10, limits: TaskLimits()),
            controller: .running(process: 1, since: .noon),
            hosts: hosts,
            vms: vms,
            tasks: tasks
        )
        update.records = records
        update.catalog = catalog
        update.network = books
        return update
    }
}

extension Inventory {
    /// An inventory with one update in it.
    init(_ update: InventoryUpdate) {
        self.init()
        apply(update)
    }
}
