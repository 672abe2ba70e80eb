internal import ArgumentParser
internal import BaadalModel

/// Turns a machine on.
struct HostPowerOn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poweron",
        abstract: "Turn a machine on, and wait until it answers."
    )

    @OptionGroup var choice: HostChoiceOptions

    func run() async throws { try await choice.place { .switchOn($0) } }
}

/// Turns a machine off.
struct HostPowerOff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poweroff",
        abstract: "Turn a machine off on which nothing runs, and see that it is off."
    )

    @OptionGroup var choice: HostChoiceOptions

    func run() async throws { try await choice.place { .switchOff($0) } }
}

/// Cuts a machine off.
struct HostFence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fence",
        abstract: "Cut the power of a machine that does not answer, and see that it is off."
    )

    @OptionGroup var choice: HostChoiceOptions

    func run() async throws { try await choice.place { .fence($0) } }
}
