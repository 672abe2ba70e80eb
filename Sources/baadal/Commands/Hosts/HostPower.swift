internal import ArgumentParser
internal import BaadalModel

/// Says how a host is switched, or shows it.
struct HostPower: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power",
        abstract: "Show or set what switches a machine on and off, and cuts it off when it is lost.",
        discussion: """
            Each call with a driver adds it behind those that are there; the first that can do something does it.
              baadal host power kvm3 \(PowerDriver.Kind.ipmi.usage)
            The other drivers:
            \(PowerDriver.Kind.allCases.dropFirst().map { "  \($0.usage)" }.joined(separator: "\n"))
            """
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name or the UUID of a host.") var name: String
    @Argument(help: "A driver and its values.") var driver: [String] = []
    @Flag(help: "Forget the drivers that are there.") var clear = false

    func run() async throws {
        guard clear || !driver.isEmpty else {
            let host = try await Session.look(options).inventory([.hosts]).host(name)
            guard !options.json else {
                return print(
                    JSON.lines(host.power.drivers.map { ["driver": .array($0.words.map { .text($0) })] })
                )
            }
            let none = host.power.drivers.isEmpty
            return print(none ? "nothing switches \(Printable.text(host.name))" : lines(host.power))
        }
        let session = try await Session.act(options)
        let host = try await session.inventory([.hosts]).host(name)
        let more = driver.isEmpty ? [] : [try PowerDriver(words: driver)]
        let setup = try PowerSetup((clear ? [] : host.power.drivers) + more)
        _ = try await session.submit(.setPower(host.id, setup))
        if options.json { return print("[]") }
        let none = "nothing switches \(Printable.text(host.name)) any more"
        print(setup.drivers.isEmpty ? none : lines(setup))
    }

    /// Each driver on a line of its own, the first tried first.
    private func lines(_ setup: PowerSetup) -> String {
        setup.drivers.map { Printable.text("\($0)") }.joined(separator: "\n")
    }
}

/// Turns a machine on.
struct HostPowerOn: HostOrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "poweron",
        abstract: "Turn a machine on, and wait until it answers."
    )
    static let kind = Command.Kind.switchOn
    @OptionGroup var choice: HostChoiceOptions
}

/// Turns a machine off.
struct HostPowerOff: HostOrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "poweroff",
        abstract: "Turn a machine off on which nothing runs, and see that it is off."
    )
    static let kind = Command.Kind.switchOff
    @OptionGroup var choice: HostChoiceOptions
}

/// Cuts a machine off.
struct HostFence: HostOrderCommand {
    static let configuration = CommandConfiguration(
        commandName: "fence",
        abstract: "Cut the power of a machine that does not answer, and see that it is off."
    )
    static let kind = Command.Kind.fence
    @OptionGroup var choice: HostChoiceOptions
}
