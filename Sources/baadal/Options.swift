internal import ArgumentParser

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Flag(help: "Use the simulated cloud: 6 hosts and 60 VMs on libvirt's test driver.")
    var demo = false

    @Option(help: ArgumentHelp("The state folder; else $BAADAL_STATE, or the configured one.", valueName: "folder"))
    var state: String?

    @Option(
        help: ArgumentHelp("The configuration; else $BAADAL_CONFIG, or one at the usual places.", valueName: "file")
    )
    var config: String?

    @Flag(help: "Print JSON: an array of objects; errors as one object on standard error.")
    var json = false

    mutating func validate() throws {
        guard demo, state != nil else { return }
        throw ValidationError("--demo has a state folder of its own; leave out --demo or --state")
    }
}

/// How the screen looks, for the commands that draw one.
struct ScreenOptions: ParsableArguments {
    @Option(help: "A theme by name, or the path of a theme file.")
    var theme: String?

    @Option(help: "The glyphs of graphs and frames: braille, block or ascii.")
    var glyphs: String?
}

/// Whether a command waits for what it asked for.
struct WaitOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Wait until it is done; --no-wait prints the number of the task and leaves.")
    var wait = true

    @Option(help: ArgumentHelp("Wait so many seconds at most; the task goes on.", valueName: "seconds"))
    var timeout: Int?

    @Option(help: "Why, for those who read the task later.")
    var reason: String?

    mutating func validate() throws {
        guard let timeout, timeout < 1 else { return }
        throw ValidationError("--timeout is \(timeout); a whole number of seconds from 1 is accepted")
    }
}
