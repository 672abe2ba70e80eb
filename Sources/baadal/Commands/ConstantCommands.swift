internal import ArgumentParser
internal import BaadalModel

/// The constants of the cloud.
struct ConstantCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "constant",
        abstract: "Get, set and list the constants of the cloud.",
        subcommands: [ConstantGet.self, ConstantSet.self, ConstantList.self]
    )

    /// The JSON form of a constant.
    static func json(_ name: String, _ value: String) -> JSON {
        let kind = Constant.all.first { $0.name == name }
        return [
            "name": .text(name),
            "value": .text(value),
            "default": .known(kind?.defaultValue),
        ]
    }
}

/// Prints one constant.
struct ConstantGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Print the value of a constant.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a constant.") var name: String

    func run() async throws {
        let constant = try Constant.named(name)
        let value = try await Session.look(options).cloud.constants()[name] ?? constant.defaultValue
        print(options.json ? JSON.lines([ConstantCommand.json(name, value)]) : Printable.text(value))
    }
}

/// Sets one constant.
struct ConstantSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Set a constant; who did it and when is kept."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a constant.") var name: String
    @Argument(help: "Its value.") var value: String

    func run() async throws {
        try Constant.named(name).check(value)
        _ = try await Session.act(options).submit(.setConstant(name: name, value: value))
        if options.json { print(JSON.lines([ConstantCommand.json(name, value)])) }
    }
}

/// Prints all constants.
struct ConstantList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List all constants.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let constants = try await Session.look(options).cloud.constants().sorted { $0.key < $1.key }
        guard !options.json else {
            return print(JSON.lines(constants.map { ConstantCommand.json($0.key, $0.value) }))
        }
        var table = TextTable("NAME", "VALUE")
        for (name, value) in constants { table.add(name, Printable.text(value)) }
        print(table.lines.joined(separator: "\n"))
    }
}
