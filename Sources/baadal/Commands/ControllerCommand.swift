internal import ArgumentParser

/// The process that polls hosts and works the queue.
struct ControllerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "controller",
        abstract: "Poll hosts and work the queue, without a screen.",
        discussion:
            "One process at a time is the controller of a store; a second one stands by until the first is gone."
    )

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Leave where another one works, and end when nobody has needed this one for a while.")
    var untilIdle = false

    func run() async throws {
        try await Wiring(options).runController(untilIdle: untilIdle)
    }
}
