import BaadalModel
import Testing

@testable import BaadalCore

/// Whether a box has something of a driver's that is not chosen: the scripts themselves, run for real.
@Suite struct LeftoverTests {
    /// What is installed and said there, and what comes of it.
    private static let boxes: [(driver: NATDriver, setup: String, isThere: Bool?)] = [
        (.iptables, "say iptables-save ':BAADAL-IN - [0:0]'", true),
        (.iptables, "say iptables-save ':BAADAL-INNER - [0:0]'", false),
        (.iptables, "say iptables-save '' 3", nil),
        (.iptables, "say nft 'chain BAADAL-IN {'", nil),
        (.iptables, "say nft 'chain OTHERS {'", false),
        (.iptables, "echo ':BAADAL-OUT - [0:0]' >rules", nil),
        (.iptables, "", false),
        (.nftables, "say nft 'table ip baadal'", true),
        (.nftables, "say nft 'table ip baadal2'", false),
        (.nftables, "say nft '' 1", nil),
        (.nftables, "echo 'table ip baadal {' >rules", nil),
        (.nftables, "", false),
    ]

    @Test(arguments: boxes)
    func `what cannot be told is not taken for nothing`(
        driver: NATDriver,
        setup: String,
        isThere: Bool?
    ) async throws {
        let box = try await LocalBox.make(
            """
            say() { printf '#!/bin/sh\\necho "%s"\\nexit %s\\n' "$2" "${3:-0}" >"bin/$1"; chmod +x "bin/$1"; }
            \(setup)
            for tool in sh cat grep printf; do ln -s "$(command -v $tool)" bin/; done
            """
        )
        let fenced = FencedBox(BareBox(box: box), fence: box("fence"))
        let driving = driver.box(fenced, try NetworkDevice("eth1"), rulesFile: box("rules"))
        if let isThere {
            #expect(try await driving.isThere() == isThere)
        } else {
            await #expect(throws: BoxFailure.self) { try await driving.isThere() }
        }
        try await box.remove()
    }
}

/// A box with no programs but its own.
private struct BareBox: BoxShell {
    let box: LocalBox

    func run(_ arguments: [String], input: String, within deadline: Duration) async throws -> String {
        try await box.run(["env", "PATH=\(box("bin"))"] + arguments, input: input, within: deadline)
    }
}
