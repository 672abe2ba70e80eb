import BaadalModel
import BaadalStore
import Logging

@testable import BaadalCore

extension ScriptedCloud {
    static let natFiles = (rules: "/etc/iptables/rules.v4", addresses: "/etc/network/interfaces.d/baadal")

    /// The boxes that tasks are given: calls of the NAT box meet faults as those of hosts do.
    func network(_ records: Records) throws -> NetworkBoxes {
        guard let box else { return .none }
        var network = NetworkBoxes(nat: try keeper(records, FaultyBox(box: box, cloud: self)))
        let hosts = everyHost
        network.resolve = { name in hosts.first { $0.name == name }.flatMap { IPv4($0.address) } }
        return network
    }

    private func keeper(_ records: Records, _ shell: any BoxShell) throws -> NATKeeper {
        let device = try NetworkDevice(ScriptedNATBox.device)
        return NATKeeper(
            driver: IPTablesBox(box: FencedBox(shell), device: device, rulesFile: Self.natFiles.rules),
            device: device,
            addressFile: Self.natFiles.addresses,
            records: records,
            config: CloudConfig.Network(),
            clock: clock,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// What the box does that the books do not say, once it has been looked at again; empty where all is well.
    func auditBox() async throws -> [String] {
        guard let box else { return [] }
        var faults = [try await keeper(Records(store), box).settle(.look)].compactMap(\.self)
        let books = try store.networkBooks(at: clock.now())
        var inventory = Inventory()
        inventory.apply(try await store.inventory(since: nil, scope: .all))
        var wanted: [NATMapping] = []
        for record in inventory.records.values where record.stage == .ready {
            if let outside = record.publicAddress, let inside = record.address {
                wanted.append(.address(public: outside, private: inside))
            }
        }
        for grant in books.grants where grant.closed == nil {
            let record = inventory.records[grant.vm]
            if record?.host != grant.host || record?.vncPort != grant.forward.hostPort {
                faults.append("the way to the screen of \(record?.identity ?? "nobody") leads elsewhere")
            }
            wanted.append(.screen(grant.forward))
        }
        let rules = NATRules(wanted, outsideOn: try NetworkDevice(ScriptedNATBox.device)).rules.map(\.line)
        if Set(box.ours) != Set(rules) { faults.append("the box has \(box.ours), the books come to \(rules)") }
        let addresses = Set(inventory.records.values.filter { $0.stage == .ready }.compactMap(\.publicAddress))
        if box.addresses != addresses.union([ScriptedNATBox.own]) { faults.append("the box has \(box.addresses)") }
        for address in inventory.catalog.publicAddresses {
            guard let holder = address.holder, inventory.records[holder]?.publicAddress != address.address else {
                continue
            }
            faults.append("\(address.address) is held for a VM that does not have it")
        }
        if books.mappings.contains(where: { !$0.isWanted }) { faults.append("a mapping is not taken back") }
        return faults
    }
}

/// A box whose calls meet the faults of a cloud.
private struct FaultyBox: BoxShell {
    let box: ScriptedNATBox
    let cloud: ScriptedCloud

    /// What a call is about, as the table of faults names it; `box reads` where it changes nothing.
    private static func name(of arguments: [String]) -> String {
        let arguments = FencedBox.change(in: arguments)?.words ?? arguments
        guard arguments[0] == "sh" else { return "box \(arguments[0])" }
        if arguments[2].contains("conntrack") { return "box conntrack" }
        return arguments[2].contains(".baadal-new") ? "box writes a file" : "box reads"
    }

    func run(_ arguments: [String], input: String, within deadline: Duration) async throws -> String {
        let name = Self.name(of: arguments)
        do {
            try cloud.called(name, "nat", isBefore: true)
            let answer = try await box.run(arguments, input: input, within: deadline)
            try cloud.called(name, "nat", isBefore: false)
            return answer
        } catch let failure as HostFailure {
            throw BoxFailure(kind: .unreachable, description: "\(failure)")
        } catch let error where !(error is CancellationError || error is BoxFailure) {
            throw BoxFailure(kind: .refused, description: "\(error)")
        }
    }
}
