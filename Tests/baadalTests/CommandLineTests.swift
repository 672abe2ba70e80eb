import ArgumentParser
import BaadalModel
import Testing

@testable import baadal

@Suite struct CommandLineTests {
    @Test(arguments: [["--demo", "vm", "list"], ["vm", "--demo", "list"], ["vm", "list", "--demo"]])
    func `what every command takes may stand anywhere`(arguments: [String]) throws {
        let command = try #require(try BaadalCommand.parseAsRoot(arguments) as? VMList)
        #expect(command.options.demo)
    }

    @Test func `a change waits unless it is told not to`() throws {
        let plain = try #require(try BaadalCommand.parseAsRoot(["vm", "start", "a", "b"]) as? VMStart)
        let quick = try #require(try BaadalCommand.parseAsRoot(["vm", "start", "a", "--no-wait"]) as? VMStart)
        #expect(plain.selection.names == ["a", "b"])
        #expect(plain.waiting.wait)
        #expect(!quick.waiting.wait)
    }

    @Test(arguments: [
        ["frob"], ["vm", "frob"], ["vm", "start"], ["vm", "start", "a", "--where", "b"],
        ["vm", "delete", "--where", ""], ["vm", "migrate", "--where", " "],
        ["vm", "list", "--demo", "--state", "/x"], ["task", "show", "x"],
        ["task", "list", "--status", "done"], ["task", "list", "--limit", "0"], ["history", "a", "--period", "decade"],
        ["vm", "start", "a", "--timeout", "0"], ["host", "add"], ["constant", "set", "vms"],
    ])
    func `a wrong command line ends with 2`(arguments: [String]) async {
        #expect(await Program.run(arguments) == 2)
    }

    @Test func `help and version end with 0`() async {
        #expect(await Program.run(["--version"]) == 0)
        #expect(await Program.run(["vm", "start", "--help"]) == 0)
    }

    @Test func `every order command asks for its own kind`() {
        let kinds: [Command.Kind] = [
            VMStart.kind, VMShutDown.kind, VMPowerOff.kind, VMReboot.kind, VMSuspend.kind, VMResume.kind, VMClaim.kind,
        ]
        let names = [
            VMStart.configuration, VMShutDown.configuration, VMPowerOff.configuration, VMReboot.configuration,
            VMSuspend.configuration, VMResume.configuration, VMClaim.configuration,
        ].map(\.commandName)
        #expect(kinds.map(\.rawValue) == names)
    }

    @Test func `a task is named with or without its mark`() {
        #expect(TaskNumber(argument: "#12")?.id == TaskRecord.ID(12))
        #expect(TaskNumber(argument: "12")?.id == TaskRecord.ID(12))
        #expect(TaskNumber(argument: "0") == nil)
        #expect(TaskNumber(argument: "-3") == nil)
    }
}
