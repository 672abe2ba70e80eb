import BaadalModel
import Foundation

/// Balances a cluster given as htools read it, and prints what came of it as JSON.
///
/// Usage: `BalanceBench FILE [--moves N] [--swaps] [--utilisation FILE] [--ignore-dynu] [--minimum-gain N]
/// [--save FILE] [--capacity]`.
@main
struct BalanceBench {
    static func main() throws {
        var words = Array(CommandLine.arguments.dropFirst())
        func value(_ name: String) -> String? {
            guard let place = words.firstIndex(of: name), place + 1 < words.count else { return nil }
            defer { words.removeSubrange(place...place + 1) }
            return words[place + 1]
        }
        let utilisation = value("--utilisation")
        let save = value("--save")
        var options = BalanceOptions()
        options.maximumMoves = value("--moves").flatMap { Int($0) }
        options.minimumGain = value("--minimum-gain").flatMap { Double($0) } ?? 0
        options.swaps = words.contains("--swaps")
        if words.contains("--ignore-dynu") { options.loads = .ignored }
        guard let path = words.first, !path.hasPrefix("--") else { exit(2) }

        let file = try HtoolsFile(String(contentsOfFile: path, encoding: .utf8))
        options.limits = file.limits
        var cluster = try file.cluster()
        if let utilisation { try cluster.setLoads(String(contentsOfFile: utilisation, encoding: .utf8)) }
        let began = processor()
        let plan = BalancePlanner(cluster, options: options).plan()
        let spent = processor() - began
        if let save { try file.placing(as: plan.result).text.write(toFile: save, atomically: true, encoding: .utf8) }
        var figures: [String: Any] = [
            "before": plan.scoreBefore, "after": plan.scoreAfter, "moves": plan.steps.count,
            "moved": Set(plan.steps.map(\.vm)).count, "groups": plan.groups.count, "cpu_s": spent,
            "curve": settled(plan), "names": plan.steps.map { "\($0.name) \($0.fromName) \($0.toName)" },
        ]
        if words.contains("--capacity") {
            let began = processor()
            let size = Capacity.Size(memory: .gibibytes(4), vcpus: 2)
            let capacity = Capacity(for: size, in: cluster, limits: options.limits)
            figures["capacity"] = ["now": capacity.now, "after_loss": capacity.afterLoss]
            figures["capacity_cpu_s"] = processor() - began
        }
        let json = try JSONSerialization.data(withJSONObject: figures, options: [.sortedKeys])
        print(String(decoding: json, as: UTF8.self))
    }

    /// The score after each step; between the parts of a change of places, that before it.
    private static func settled(_ plan: BalancePlan) -> [Double] {
        var score = plan.scoreBefore
        return plan.steps.enumerated().map { place, step in
            let goesOn = step.kind != .move && place + 1 < plan.steps.count && plan.steps[place + 1].kind == step.kind
            if !goesOn { score = step.score }
            return score
        }
    }

    /// Processor seconds of this process so far.
    private static func processor() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
