import BaadalModel
import BaadalStore
import Synchronization

@testable import BaadalCore

extension ScriptedCloud {
    /// Everything that is not as it must be once no task is at work; empty where all is well.
    ///
    /// Each VM once, on the host that is kept for it; each file in the books and each book entry a file; addresses,
    /// places and snapshots of those VMs and of nobody else.
    func audit() async throws -> [String] {
        var faults = try dangers + auditHosts()
        var inventory = Inventory()
        inventory.apply(try await store.inventory(since: nil, scope: .all))
        for task in inventory.tasks.values where task.status.isOpen { faults.append("\(task.id) is still open") }
        for record in inventory.records.values { faults += audit(record, inventory) }
        let known = Set(inventory.records.keys).union(found.withLock { $0 })
        for host in hosts {
            for (id, domain) in host.script.withLock({ $0.domains }) where !known.contains(id) {
                faults.append("\(host.name) has \(domain.name), of which nothing is known")
            }
        }
        for vm in inventory.vms.values { if let conflict = vm.conflict { faults.append("\(vm.name): \(conflict)") } }
        faults += auditFiles(inventory)
        for address in inventory.catalog.privateAddresses {
            if let holder = address.holder, inventory.records[holder]?.address != address.address {
                faults.append("\(address.address) is held for a VM that does not have it")
            }
        }
        return faults
    }

    private func audit(_ record: VMRecord, _ inventory: Inventory) -> [String] {
        var faults: [String] = []
        let there = hosts.filter { $0.script.withLock { $0.domains[record.id] != nil } }
        switch record.stage {
        case .installing: faults.append("\(record.identity) is half made")
        case .trashed where !there.isEmpty: faults.append("\(record.identity) is in the trash and on \(there[0].name)")
        case .trashed: break
        case .ready:
            if there.map(\.id) != [record.host].compactMap(\.self) {
                faults.append("\(record.identity) is on \(there.map(\.name)) and not where it is kept")
            }
            if record.vncPort == nil { faults.append("\(record.identity) has no port") }
        }
        guard record.stage == .ready, let host = there.first,
            let domain = host.script.withLock({ $0.domains[record.id] }), let text = domain.xml,
            let xml = try? DomainXML(text)
        else { return faults }
        let plugged = Set(xml.disks.map(\.path))
        let booked = Set(
            inventory.disks(of: record.id).filter { $0.stage == .attached && $0.role != .base }.map(\.path)
        )
        if plugged != booked { faults.append("\(record.identity) has \(plugged), the books have \(booked)") }
        if xml.macs.first != record.mac { faults.append("\(record.identity) has another MAC than in the books") }
        if xml.screenPort != record.vncPort { faults.append("\(record.identity) has another port than in the books") }
        let snapshots = Set(domain.snapshots.map(\.name))
        let kept = Set(inventory.snapshots(of: record.id).filter { $0.presence == .present }.map(\.name))
        if snapshots != kept { faults.append("\(record.identity) has snapshots \(snapshots), the books have \(kept)") }
        let data = plugged.reduce(into: Set<String>()) { $0.formUnion(files[$1]?.snapshots.keys.map(\.self) ?? []) }
        let inside = Set(domain.snapshots.filter { !$0.isExternal }.map(\.name))
        if data != inside {
            faults.append("\(record.identity): its images keep \(data), libvirt knows \(inside)")
        }
        return faults
    }

    private func auditFiles(_ inventory: Inventory) -> [String] {
        var faults: [String] = []
        var booked = Set(inventory.disks.values.map(\.path))
        for template in inventory.catalog.templates { booked.insert("\(Self.root)/vm_templates/\(template.file)") }
        let there = Set(files.all.keys.filter { !$0.contains("/.baadal-") })
        for path in there.subtracting(booked).subtracting(foreign.withLock { $0 }).sorted() {
            faults.append("\(path) is nobody's")
        }
        for path in booked.subtracting(there).sorted() { faults.append("\(path) is in the books and not there") }
        for disk in inventory.disks.values where disk.stage == .making { faults.append("\(disk.path) is half made") }
        for (path, file) in files.all {
            if let backing = file.backing, !there.contains(backing) { faults.append("\(path) stands on nothing") }
        }
        return faults
    }

    /// What a guest reads from the disk that a VM boots from; `nil` where no host has it.
    func content(of vm: VM.ID) -> String? {
        for host in hosts {
            guard let text = host.script.withLock({ $0.domains[vm]?.xml }), let xml = try? DomainXML(text) else {
                continue
            }
            return xml.disks.first.flatMap { files.read($0.path) }
        }
        return nil
    }

    /// Writes to the disk that a VM boots from.
    func write(_ content: String, to vm: VM.ID) {
        for host in hosts {
            guard let text = host.script.withLock({ $0.domains[vm]?.xml }), let xml = try? DomainXML(text),
                let disk = xml.disks.first
            else { continue }
            files.change(disk.path) { $0.content = content }
        }
    }
}
