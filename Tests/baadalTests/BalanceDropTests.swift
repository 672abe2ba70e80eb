import ArgumentParser
import BaadalModel
import Foundation
import Testing

@testable import baadal

@Suite struct BalanceDropTests {
    /// Two hosts, all four VMs on the first.
    private let uneven = Cluster(
        hosts: ["a", "b"].map { name in
            ClusterHost(id: Host.ID(UniqueID(naming: name)), name: name, memory: .gibibytes(64), cpus: 16)
        },
        vms: ["p", "q", "r", "s"].map { name in
            ClusterVM(id: VM.ID(UniqueID(naming: name)), name: name, memory: .gibibytes(4), vcpus: 2, host: 0)
        }
    )

    private var plan: BalancePlan { BalancePlanner(uneven).plan() }

    private func dropped(_ words: String...) throws -> DropOptions {
        var options = try DropOptions.parse(words)
        try options.validate()
        return options
    }

    @Test func `numbers are given with commas between them`() throws {
        #expect(MoveNumbers(argument: "2,5,2")?.numbers == [2, 5])
        for wrong in ["", "0", "-1", "1,", "a", "1;2", "1-3"] { #expect(MoveNumbers(argument: wrong) == nil) }
        #expect(try BalanceRun.parse(["--drop", "2", "plan.json"]).dropping.drop?.numbers == [2])
        #expect(throws: (any Error).self) { try BalanceRun.parse(["--drop", "two"]) }
    }

    @Test func `moves are left out, and the rest is scored again`() throws {
        let (rest, words) = try dropped("--drop", "1").applied(to: plan)
        #expect(rest.steps.map(\.name) == ["q"])
        #expect(rest.scoreAfter > plan.scoreAfter)
        let score = "score \(plan.scoreBefore.text(digits: 4)) becomes \(rest.scoreAfter.text(digits: 4)) by 1 moves"
        #expect(words == ["1 is left out: p stays on a", score])
    }

    @Test func `without --drop a plan is as it was, and nothing is said`() throws {
        let (rest, words) = try dropped().applied(to: plan)
        #expect(rest.steps == plan.steps)
        #expect(words.isEmpty)
    }

    @Test func `a move that is not there is refused with those that are`() throws {
        let options = try dropped("--drop", "1,3")
        #expect(throws: Failure(.usage, "--drop 3: the plan has moves 1 to 2")) { try options.applied(to: plan) }
        let nothing = BalancePlan(cluster: uneven, options: BalanceOptions(), steps: [])
        #expect(throws: Failure(.usage, "--drop 1: there is no move")) { try options.applied(to: nothing) }
    }

    @Test func `moves of a file are scored on the cluster as it is, and what moved since is left out`() throws {
        let file = try JSONDecoder().decode(PlanFile.self, from: JSONEncoder().encode(PlanFile(plan, cloud: "lab")))
        var moved = uneven
        moved.vms[1].host = 1
        let read = try file.plan(for: moved, options: BalanceOptions())
        let (rest, words) = try dropped("--drop", "1").applied(to: read)
        #expect(rest.steps.isEmpty)
        #expect(rest.scoreAfter == ClusterScore(moved, options: BalanceOptions()).total)
        #expect(words.dropLast().last == "q to b is left out as well: 'q' is not on 'a' then")
    }

    @Test func `the parts of a change of places stay together in a file`() throws {
        let steps = plan.steps.map { step in
            var step = step
            step.kind = .swap(0)
            return step
        }
        let swaps = BalancePlan(cluster: uneven, options: BalanceOptions(), steps: steps)
        let read = try PlanFile(swaps, cloud: "lab").plan(for: uneven, options: BalanceOptions())
        let (rest, words) = try dropped("--drop", "2").applied(to: read)
        #expect(rest.steps.isEmpty)
        #expect(words[1] == "p to b is left out as well: what it changes places with stays")
    }
}
