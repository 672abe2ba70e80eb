import BaadalModel
import BaadalStore
import Testing

@testable import BaadalCore

extension FaultMatrixTests {
    private static func installPublic() throws -> Command {
        guard case .install(let vm, var order) = try install() else { return try install() }
        order.wantsPublicAddress = true
        return .install(vm, order)
    }

    /// A VM with a public address, which a box leads to it.
    private static func makePublic(_ cloud: ScriptedCloud, running: Bool) async throws {
        try await cloud.must(try installPublic())
        cloud.write("mine", to: vm)
        if !running { try await cloud.must(.powerOff(vm)) }
    }

    private static func boxScenario(
        _ name: String,
        content: String? = "mine",
        _ prepare: @escaping @Sendable (ScriptedCloud) async throws -> Command
    ) -> Scenario {
        Scenario(name: name, prepare: prepare, content: content, check: { cloud, _ in try await cloud.auditBox() })
    }

    static let network: [Scenario] = [
        boxScenario("install with a public address", content: nil) { _ in try installPublic() },
        boxScenario("give a public address") { cloud in
            try await make(cloud, running: true)
            return .edit(vm, try EditOrder(publicAddress: true))
        },
        boxScenario("take a public address back") { cloud in
            try await makePublic(cloud, running: true)
            return .edit(vm, try EditOrder(publicAddress: false))
        },
        boxScenario("another security domain for a public VM") { cloud in
            try await makePublic(cloud, running: false)
            return .edit(vm, try EditOrder(domain: RowID(2)))
        },
        boxScenario("delete a public VM with an open screen", content: nil) { cloud in
            try await makePublic(cloud, running: true)
            try await cloud.must(.grant(vm, GrantOrder(seconds: 86_400)))
            return .delete(vm)
        },
        boxScenario("undelete a public VM", content: nil) { cloud in
            try await makePublic(cloud, running: true)
            try await cloud.must(.delete(vm))
            return .undelete(vm)
        },
        boxScenario("purge a public VM", content: nil) { cloud in
            try await makePublic(cloud, running: true)
            try await cloud.must(.delete(vm))
            return .purge(vm)
        },
        boxScenario("open a screen") { cloud in
            try await make(cloud, running: true)
            return .grant(vm, try GrantOrder(seconds: 86_400))
        },
        boxScenario("migrate with an open screen") { cloud in
            try await makePublic(cloud, running: true)
            try await cloud.must(.grant(vm, GrantOrder(seconds: 86_400)))
            return .migrate(vm, MigrateOrder(host: cloud.hosts[1].id))
        },
        boxScenario("take everything back") { cloud in
            try await makePublic(cloud, running: true)
            try await cloud.must(.grant(vm, GrantOrder(seconds: 86_400)))
            return .clearNAT
        },
    ]

    @Test(arguments: network)
    func `a box that fails leaves no mapping half and none wrong`(scenario: Scenario) async throws {
        try await meetFaults(scenario, hasBox: true)
    }
}
