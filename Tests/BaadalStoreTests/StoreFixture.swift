import BaadalModel
import Foundation

@testable import BaadalStore

/// A store in a folder of its own, and a host with VMs in it.
final class StoreFixture {
    let folder: String
    let store: CloudStore
    let host = BaadalModel.Host.ID(UniqueID(high: 7, low: 1))
    let other = BaadalModel.Host.ID(UniqueID(high: 7, low: 2))
    let asha = Requester(name: "asha", via: "test")
    let start = Timestamp(seconds: 1_800_000_000)

    init() throws {
        folder = NSTemporaryDirectory() + "baadal-store-\(UUID().uuidString)"
        store = try CloudStore.open(StateDirectory(path: folder), role: .controller)
        for (id, name) in [(host, "kvm1"), (other, "kvm2")] {
            try store.addHost(
                BaadalModel.Host(id: id, name: name, uri: "test:///\(name)", state: .unknown, since: start)
            )
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func vm(_ number: UInt64) -> VM.ID { VM.ID(UniqueID(high: 1, low: number)) }

    func domain(_ number: UInt64, _ state: VM.State, isInbound: Bool = false, claim: VM.Claim? = nil) -> DomainReport {
        DomainReport(
            uuid: vm(number),
            name: "vm\(number)",
            state: state,
            vcpus: 2,
            memory: .gibibytes(1),
            isInbound: isInbound,
            claim: claim
        )
    }

    /// Reports the domains of a host, all that it has.
    func report(_ domains: [DomainReport], on host: BaadalModel.Host.ID? = nil, second: Int64 = 0) throws {
        try store.apply(
            HostReport(
                host: host ?? self.host,
                at: Timestamp(seconds: start.seconds + second),
                domains: domains,
                isComplete: true
            )
        )
    }

    @discardableResult
    func order(_ kind: Command.Kind, _ numbers: UInt64..., priority: TaskRecord.Priority = .normal) throws
        -> [TaskRecord.ID]
    {
        let commands = numbers.compactMap { Command(kind, vm: vm($0)) }
        return try store.submitNow(.order(commands, priority: priority), by: asha, at: start)
    }

    func claim(limits: TaskLimits = TaskLimits(), blocked: Set<BaadalModel.Host.ID> = []) throws -> TaskRecord? {
        try store.claimTask(limits: limits, now: start, blockedHosts: blocked)
    }

    func finish(_ id: TaskRecord.ID, _ status: TaskRecord.Status = .success) throws {
        try store.finish(id, status: status, message: "done", cause: status == .failed ? .host : nil, at: start)
    }

    func task(_ id: TaskRecord.ID) throws -> TaskRecord { try store.read { try TaskRow.fetch($0, id) } }

    func update(since revision: Revision? = nil, _ scope: InventoryScope = .all) async throws -> InventoryUpdate {
        try await store.inventory(since: revision, scope: scope)
    }
}
