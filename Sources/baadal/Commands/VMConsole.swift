internal import ArgumentParser
internal import BaadalModel

/// Puts the serial console of a VM on this terminal.
struct VMConsole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Open the serial console of a VM on this terminal; Ctrl-] leaves it."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String

    func run() async throws {
        if let missing = Surroundings.missingTerminal() { throw Failure(.usage, missing) }
        let session = try await Session.act(options)
        let inventory = try await session.inventory([.hosts, .vms])
        let arguments = try ConsoleProgram.arguments(for: try inventory.vm(name), in: inventory)
        if let vm = VM.ID(arguments.last ?? "") { _ = try await session.submit(.console(vm)) }
        try replaceProcess(arguments)
    }
}

/// The program that shows a serial console.
enum ConsoleProgram {
    /// Its command line.
    ///
    /// The VM is named by UUID, which no host can make look like an option.
    ///
    /// - Throws: ``Failure`` and ``CloudError`` where the VM has no console now.
    static func arguments(for vm: VM, in inventory: Inventory) throws -> [String] {
        guard let host = vm.host.flatMap({ inventory.hosts[$0] }) else { throw CloudError.noHost(vm: vm.name) }
        guard !host.uri.hasPrefix("test:") else {
            throw Failure(
                .refused,
                "'\(vm.name)' has no console: libvirt's test driver, which \(host.name) uses, has none"
            )
        }
        guard vm.state == .running || vm.state == .paused else {
            throw CloudError.wrongState(vm: vm.name, state: vm.state, accepted: [.running, .paused])
        }
        return ["virsh", "-c", host.uri, "console", "\(vm.id)"]
    }
}
