internal import ArgumentParser
internal import BaadalCore
internal import BaadalModel
internal import Settings

/// Whether a command is carried out, or only told of.
struct DryRunOption: ParsableArguments {
    @Flag(help: "Say what would be done, checked and refused, and do nothing.")
    var dryRun = false
}

extension Order {
    /// Writes orders, or tells of what they would come to.
    func place(_ commands: [Command], dryRun: Bool) async throws {
        guard dryRun else { return try await place(.order(commands, reason: waiting.reason)) }
        let policy = session.wiring.config.config.placement.policy
        let rehearsals = try await session.cloud.rehearse(commands, policy: policy, by: session.requester)
        let inventory = try await session.inventory([.hosts])
        if options.json {
            print(JSON.lines(rehearsals.map { Self.json($0, inventory) }))
        } else {
            for rehearsal in rehearsals { print(Self.text(rehearsal, inventory)) }
        }
        guard rehearsals.allSatisfy({ $0.refusal == nil }) else { throw Failure(.refused, "") }
    }

    private static func text(_ rehearsal: Rehearsal, _ inventory: Inventory) -> String {
        var lines = ["\(rehearsal.command.kind.rawValue) \(Printable.text(rehearsal.subject)) (dry run)"]
        if let refusal = rehearsal.refusal {
            lines.append("  REFUSED  \(Printable.text(refusal))")
            return lines.joined(separator: "\n")
        }
        if let host = rehearsal.host { lines.append("  host     \(Printable.text(inventory.hosts[host]?.name))") }
        if let record = rehearsal.record {
            lines.append("  name     \(Printable.text(record.identity))")
            lines.append("  address  \(record.address.map { "\($0)" } ?? Printable.unknown)")
            lines.append("  mac      \(record.mac.map { "\($0)" } ?? Printable.unknown)")
            lines.append("  vnc      \(record.vncPort.map { "\($0)" } ?? Printable.unknown)")
        }
        if case .edit(_, let order) = rehearsal.command, let isPublic = order.publicAddress {
            lines.append("  public   \(isPublic ? "a free address is given" : "its address is taken back")")
        }
        for file in rehearsal.files {
            lines.append("  file     \(Printable.text(file.path)), \(Printable.bytes(file.size))")
        }
        if !rehearsal.files.isEmpty { lines.append("  bytes    \(Printable.bytes(rehearsal.bytes)) at most") }
        for (index, step) in rehearsal.command.stepNames.enumerated() { lines.append("  step \(index)   \(step)") }
        return lines.joined(separator: "\n")
    }

    private static func json(_ rehearsal: Rehearsal, _ inventory: Inventory) -> JSON {
        [
            "kind": .text(rehearsal.command.kind.rawValue),
            "subject": .text(rehearsal.subject),
            "refusal": .known(rehearsal.refusal),
            "host": .known(rehearsal.host.flatMap { inventory.hosts[$0]?.name }),
            "identity": .known(rehearsal.record?.identity),
            "address": .known(rehearsal.record?.address.map { "\($0)" }),
            "mac": .known(rehearsal.record?.mac.map { "\($0)" }),
            "vncPort": .known(rehearsal.record?.vncPort),
            "files": .array(rehearsal.files.map { ["path": .text($0.path), "bytes": .integer($0.size.count)] }),
            "bytes": .integer(rehearsal.bytes.count),
            "steps": .array(rehearsal.command.stepNames.map { .text($0) }),
        ]
    }
}

/// An amount as `10G`.
struct Amount: ExpressibleByArgument {
    let bytes: Bytes

    init?(argument: String) {
        guard let bytes = Bytes(argument) else { return nil }
        self.bytes = bytes
    }
}

extension VM.ID {
    /// An identifier for a VM that is to be.
    static func new() -> VM.ID {
        var generator = SystemRandomNumberGenerator()
        return VM.ID(UniqueID.random(using: &generator))
    }
}
