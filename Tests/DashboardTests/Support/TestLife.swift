import BaadalModel

@testable import Dashboard

extension TestCloud {
    /// Adds records of some VMs, with disks, snapshots and a catalogue; of the others nothing is known.
    mutating func addLife() {
        update.records = [0, 1, 3, 9, 10, 13].map(Self.record) + [Self.trashed]
        update.catalog = Self.catalog
        update.disks = Self.disks
        update.snapshots = Self.snapshots
    }

    static func record(_ index: UInt64) -> VMRecord {
        VMRecord(
            id: vm(index),
            name: "vm\(index)",
            identity: "cse_asha_vm\(index)",
            owner: RowID(Int64(index % 2 + 1)),
            organisation: RowID(1),
            template: RowID(1),
            domain: RowID(1),
            stage: .ready,
            host: host(index % 3 + 1),
            vcpus: Int(1 + index % 4),
            memory: .gibibytes(Int64(1 + index % 4)),
            address: IPv4(bits: 0x0A4E_0000 + 10 + UInt32(index)),
            mac: MAC(naming: IPv4(bits: 0x0A4E_0000 + 10 + UInt32(index))),
            vncPort: 5900 + Int(index),
            purpose: "thesis",
            created: ago(864_000),
            schedule: index == 0 ? [.daily, .weekly] : [],
            group: index == 1 ? "!db" : nil
        )
    }

    static var trashed: VMRecord {
        var record = record(40)
        (record.stage, record.purgeAt, record.name) = (.trashed, now.advanced(byMilliseconds: 5 * 86_400_000), "old")
        record.identity = "cse_asha_old"
        return record
    }

    static var catalog: Catalog {
        var catalog = Catalog()
        catalog.organisations = [
            Organisation(id: RowID(1), name: "cse", details: "Computer Science", adminMail: "admin@cse.example"),
            Organisation(id: RowID(2), name: "ee", isActive: false),
        ]
        catalog.users = [
            User(
                id: RowID(1),
                username: "asha",
                fullName: "Asha Rao",
                email: "asha@cse.example",
                organisation: RowID(1)
            ),
            User(id: RowID(2), username: "ravi", organisation: RowID(1)),
            User(id: RowID(3), username: "gone", organisation: RowID(2), isActive: false),
        ]
        catalog.vlans = [
            VLAN(id: RowID(1), name: "labs", tag: 3, network: IPv4("10.78.0.0")),
            VLAN(id: RowID(2), name: "staff", tag: 4),
        ]
        catalog.domains = [
            SecurityDomain(id: RowID(1), name: "labs", vlan: RowID(1), attachment: .bridge("br3")),
            SecurityDomain(
                id: RowID(2),
                name: "staff",
                vlan: RowID(2),
                attachment: .ovs("br-int"),
                organisations: [RowID(1)]
            ),
        ]
        catalog.datastores = [
            Datastore(
                id: RowID(1),
                name: "nfs1",
                path: "/srv/nfs1",
                capacity: .gibibytes(1000),
                reserve: .gibibytes(50),
                available: .gibibytes(400),
                committed: .gibibytes(620),
                hosts: [host(1), host(2)]
            ),
            Datastore(id: RowID(2), name: "old", path: "/srv/old", capacity: .gibibytes(200), isActive: false),
        ]
        catalog.templates = [
            Template(
                id: RowID(1),
                name: "debian-12",
                release: "Debian 12",
                datastore: RowID(1),
                file: "debian-12.qcow2",
                size: .gibibytes(20)
            ),
            Template(
                id: RowID(2),
                name: "windows-11",
                system: .windows,
                datastore: RowID(1),
                file: "win.iso",
                form: .iso,
                size: .gibibytes(60),
                owners: [RowID(1)],
                isActive: false
            ),
        ]
        catalog.privateAddresses = (0..<30).map { index in
            let address = IPv4(bits: 0x0A4E_0000 + 10 + UInt32(index))
            return PrivateAddress(
                id: RowID(Int64(index + 1)),
                address: address,
                mac: MAC(naming: address),
                vlan: RowID(index < 20 ? 1 : 2),
                isActive: index != 5,
                holder: [0, 1, 3, 9, 10, 13].contains(index) ? vm(UInt64(index)) : nil
            )
        }
        catalog.publicAddresses = (0..<3).map { index in
            PublicAddress(id: RowID(Int64(index + 1)), address: IPv4(bits: 0xCB00_7107 + UInt32(index)))
        }
        return catalog
    }

    static var disks: [Disk] {
        func disk(_ number: Int64, _ vm: UInt64, _ target: String?, _ role: Disk.Role, _ size: Int64) -> Disk {
            Disk(
                id: RowID(number),
                vm: Self.vm(vm),
                datastore: RowID(1),
                path: "/srv/nfs1/vms/cse_asha_vm\(vm)\(role == .extra ? "-\(number)" : "").qcow2",
                role: role,
                target: target,
                size: .gibibytes(size),
                stage: target == nil ? .detached : .attached
            )
        }
        return [
            disk(1, 0, "vda", .system, 20), disk(2, 0, "vdb", .extra, 100), disk(3, 1, "vda", .system, 20),
            disk(4, 9, "vda", .system, 20), disk(5, 10, nil, .extra, 50),
        ]
    }

    /// A tree, a row without a parent, one that is absent and one that is nobody's.
    static var snapshots: [Snapshot] {
        func one(_ number: Int64, _ vm: UInt64, _ name: String, _ kind: Snapshot.Kind, hours: Int64) -> Snapshot {
            Snapshot(
                id: RowID(number),
                vm: Self.vm(vm),
                name: name,
                kind: kind,
                created: ago(hours * 3600),
                hasMemory: kind == .user,
                size: .mebibytes(300 * number)
            )
        }
        var all = [
            one(1, 0, "before-upgrade", .user, hours: 90), one(2, 0, "nightly", .daily, hours: 30),
            one(3, 0, "try", .user, hours: 20), one(4, 0, "try-more", .user, hours: 10),
            one(5, 1, "week", .weekly, hours: 400), one(6, 9, "lost", .system, hours: 50),
            one(7, 9, "foreign", .user, hours: 40),
        ]
        (all[1].parent, all[2].parent, all[3].parent) = ("before-upgrade", "before-upgrade", "try")
        (all[3].isCurrent, all[3].note) = (true, "before the second try")
        (all[5].presence, all[6].presence) = (.absent, .orphan)
        (all[4].size, all[4].isExternal) = (nil, true)
        return all
    }

    static var capacities: [HostCapacity] {
        (1...3).map { number in
            HostCapacity(
                host: host(UInt64(number)),
                name: "kvm\(number)",
                cpus: 16,
                memory: .gibibytes(64),
                usedCPUs: 8 * number,
                usedMemory: .gibibytes(30 * Int64(number)),
                closed: number == 3 ? "it is down" : nil
            )
        }
    }
}
