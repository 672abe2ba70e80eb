import ArgumentParser
import BaadalModel
import Synchronization

@testable import baadal

/// A cloud that answers by a script: one update of the books of the network at each question, the last one again and
/// again.
final class ScriptedCloud: CloudService {
    private let script: Mutex<[InventoryUpdate]>
    private let asked = Mutex<[Request]>([])
    private let readers = Mutex<[AsyncStream<Void>.Continuation]>([])
    private let password: String?
    private let tasks: [TaskRecord.ID]

    init(_ script: [InventoryUpdate], tasks: [TaskRecord.ID] = [], password: String? = nil) {
        self.script = Mutex(script)
        self.tasks = tasks
        self.password = password
    }

    /// What was asked for, in order.
    var requests: [Request] { asked.withLock { $0 } }

    /// A session with it that keeps nothing on disk.
    func session() throws -> Session {
        Session(wiring: try Wiring(try GlobalOptions.parse(["--state", "/nonexistent/baadal"])), cloud: self)
    }

    func inventory(since revision: Revision?, scope: InventoryScope) async throws -> InventoryUpdate {
        defer { readers.withLock { for reader in $0 { reader.yield() } } }
        return script.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }

    func submit(_ request: Request, by requester: Requester) async throws -> [TaskRecord.ID] {
        asked.withLock { $0.append(request) }
        return tasks
    }

    func secret(of grant: ScreenGrant.ID) async throws -> String? { password }

    /// A change at once, and one after each answer.
    func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        readers.withLock { $0.append(continuation) }
        continuation.yield()
        return stream
    }

    func history(_ query: SeriesQuery) async throws -> SeriesSet { throw Unscripted() }
    func recent(_ metric: Metric, of subjects: [SeriesSubject], points: Int, step: Int64) async throws
        -> [SeriesSubject: [Double?]]
    { throw Unscripted() }
    func details(of vm: VM.ID) async throws -> VMDetails { throw Unscripted() }
    func steps(of task: TaskRecord.ID) async throws -> [TaskStep] { throw Unscripted() }
    func capacities() async throws -> [HostCapacity] { throw Unscripted() }
    func powerPlan(spares: Int, minimumAge: Int64) async throws -> PowerPlan { throw Unscripted() }
    func networkGraph() async throws -> NetworkGraph { throw Unscripted() }
    func measurements(of pair: HostPair) async throws -> [PairMeasurement] { throw Unscripted() }
    func jobs() async throws -> [JobStatus] { throw Unscripted() }
    func evacuationPlan(of host: Host.ID, policy: PlacementPolicy) async throws -> EvacuationPlan {
        throw Unscripted()
    }
    func constants() async throws -> [String: String] { throw Unscripted() }
    func rehearse(
        _ commands: [Command],
        policy: PlacementPolicy,
        by requester: Requester
    ) async throws -> [Rehearsal] { throw Unscripted() }
}

/// A question that no script has an answer to.
struct Unscripted: Error {}
