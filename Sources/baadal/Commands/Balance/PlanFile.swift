internal import BaadalModel
internal import Foundation
internal import Settings

/// A plan that was written down, to be looked at and done later.
struct PlanFile: Codable {
    /// One move, by names for people and by UUIDs for the cloud.
    struct Step: Codable {
        var vm: String
        var vmUUID: String
        var from: String
        var fromUUID: String
        var to: String
        var toUUID: String
        var score: Double
        var reason: String
        /// The number of the group that it may be done with, from 0 up.
        var group: Int
        /// The number of the change of places that it is a part of; `nil` for a move that stands for itself.
        var swap: Int?
    }

    /// Tells the format.
    var format = "baadal balance plan 1"
    var cloud: String
    var scoreBefore: Double
    var steps: [Step]

    init(_ plan: BalancePlan, cloud: String) {
        self.cloud = cloud
        scoreBefore = plan.scoreBefore
        let waves = plan.waveNumbers
        steps = plan.steps.enumerated().map { place, step in
            Step(
                vm: step.name,
                vmUUID: "\(step.vm)",
                from: step.fromName,
                fromUUID: "\(step.from)",
                to: step.toName,
                toUUID: "\(step.to)",
                score: step.score,
                reason: step.reason,
                group: waves[place] - 1,
                swap: step.swapNumber
            )
        }
    }

    /// Reads a plan.
    ///
    /// - Throws: ``Failure`` with the file and what is wrong.
    init(contentsOf path: String) throws {
        do {
            self = try JSONDecoder().decode(PlanFile.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch let error as DecodingError {
            throw Failure(.usage, "\(path) is no plan of 'balance plan --out': \(Self.words(error))")
        } catch {
            throw Failure(.usage, "\(path) cannot be read: \(error.localizedDescription)")
        }
        guard format == "baadal balance plan 1" else {
            throw Failure(.usage, "\(path): format '\(format)' is not known")
        }
    }

    private static func words(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is of another kind"
        case .dataCorrupted: "it is not JSON, or a value in it makes no sense"
        @unknown default: "it cannot be read"
        }
    }

    /// Writes the plan.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        do {
            try encoder.encode(self).write(to: URL(fileURLWithPath: path))
        } catch {
            throw Failure(.unusable, "\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// The moves as a plan for a cluster as it is now.
    func plan(for cluster: Cluster, options: BalanceOptions) throws -> BalancePlan {
        let steps = try steps.map { step in
            let move = try step.move
            return BalancePlan.Step(
                vm: move.vm,
                name: step.vm,
                from: move.from,
                fromName: step.from,
                to: move.to,
                toName: step.to,
                kind: step.swap.map { .swap($0) } ?? .move,
                score: step.score,
                reason: step.reason
            )
        }
        return BalancePlan(cluster: cluster, options: options, steps: steps)
    }

    /// The moves, group after group.
    func waves() throws -> [[BalanceMove]] {
        let count = (steps.map(\.group).max() ?? -1) + 1
        var waves = [[BalanceMove]](repeating: [], count: count)
        for step in steps {
            let move = try step.move
            waves[step.group].append(move)
        }
        return waves.filter { !$0.isEmpty }
    }
}

extension PlanFile.Step {
    /// The move for the cloud.
    fileprivate var move: BalanceMove {
        get throws {
            guard let vm = VM.ID(vmUUID), let from = UniqueID(fromUUID), let to = UniqueID(toUUID), group >= 0 else {
                throw Failure(.usage, "the plan's move of '\(self.vm)' has no valid UUIDs")
            }
            return BalanceMove(vm: vm, from: Host.ID(from), to: Host.ID(to))
        }
    }
}
