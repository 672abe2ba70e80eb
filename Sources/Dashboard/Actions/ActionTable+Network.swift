internal import Canvas

extension Action {
    /// What changes how VMs are reached from outside.
    static let network: [Action] = [
        Action(
            .grant,
            [.character("V")],
            "screen",
            "open a way to the screen of a VM, for a time",
            in: [.vms, .vm, .network, .connection],
            kind: .change
        ),
        Action(
            .map,
            [.character("A")],
            "map",
            "give a VM a public address",
            in: [.network, .connection],
            kind: .change
        ),
        Action(
            .unmap,
            [.character("D")],
            "take back",
            "take public addresses back from VMs",
            in: [.network, .connection],
            kind: .change
        ),
        Action(
            .revoke,
            [.character("X")],
            "revoke",
            "close ways to screens now",
            in: [.network, .connection],
            kind: .change
        ),
        Action(
            .repair,
            [.character("R")],
            "repair",
            "make the box of a row do what the books say",
            in: [.network, .connection],
            kind: .change
        ),
        Action(
            .clearNAT,
            [],
            "clear all",
            "take back all public addresses and all ways to screens",
            in: [.network, .connection],
            kind: .change
        ),
    ]
}
