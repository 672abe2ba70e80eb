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
                group: waves[place] - 1
            )
        }
    }

    /// Reads a plan.
    ///
    /// - Throws: ``Failure`` with the file and what is wrong.
    init(contentsOf path: String) throws {
        do {
            self = try JSONDecoder().decode(PlanFile.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw Failure(.usage, "\(path) is no plan of 'balance plan --out': \(error.localizedDescription)")
        }
        guard format == "baadal balance plan 1" else {
            throw Failure(.usage, "\(path): format '\(format)' is not known")
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

    /// The moves, group after group.
    func waves() throws -> [[BalanceMove]] {
        let count = (steps.map(\.group).max() ?? -1) + 1
        var waves = [[BalanceMove]](repeating: [], count: count)
        for step in steps {
            guard let vm = VM.ID(step.vmUUID), let from = UniqueID(step.fromUUID), let to = UniqueID(step.toUUID),
                step.group >= 0
            else { throw Failure(.usage, "the plan's move of '\(step.vm)' has no valid UUIDs") }
            waves[step.group].append(BalanceMove(vm: vm, from: Host.ID(from), to: Host.ID(to)))
        }
        return waves.filter { !$0.isEmpty }
    }
}
