internal import BaadalModel
internal import BaadalStore

/// Makes a box of the network do what the books say.
struct RepairBox {
    let box: NetworkBox

    var steps: [Step] { [Step(name: "settle", run: settle, undo: nil)] }

    private func settle(_ context: StepContext) async throws -> String? {
        guard let keeper = context.network[box] else { throw CloudError.refused("no \(box.title) is set up") }
        guard let why = try await keeper.settle(.apply) else { return nil }
        throw TaskFailure(cause: .host, message: why)
    }
}

/// Takes back all public addresses and all ways to screens, and leaves nothing of ours on the NAT box.
enum ClearNAT {
    static var steps: [Step] {
        [
            Step(name: "write it down", run: write, undo: nil),
            Step(name: "clear the box", run: clear, undo: nil),
        ]
    }

    private static func write(_ context: StepContext) async throws -> String? {
        let actor = context.task.requester
        try await context.records { try $0.unwantAllMappings(at: context.clock.now(), by: actor) }
        return nil
    }

    private static func clear(_ context: StepContext) async throws -> String? {
        guard let why = try await context.network.nat?.settle(.clear) else { return nil }
        return PartialResult.note("The NAT box follows as soon as it can: \(why)")
    }
}
