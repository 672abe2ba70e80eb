internal import ArgumentParser
internal import BaadalModel
internal import Glibc

/// Tells how to see the screen of a VM.
struct VNCOpen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Tell how to connect to the screen of a VM: by the way that is open, or by a tunnel to its host.",
        discussion: """
            With --tunnel no NAT box is needed: ssh leads a port of this machine to the screen, with the cloud's own \
            key, until Ctrl-C ends it.
            """
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name, NAME@HOST or UUID of a VM.") var name: String
    @Flag(help: "Lead a port of this machine to the screen over SSH.") var tunnel = false
    @Option(help: "The port of this machine; else that of the screen, or one that is free.") var port: UInt16?

    mutating func validate() throws {
        if port == 0 { throw ValidationError("--port is 0; 1 to 65535 are accepted") }
        guard port == nil || tunnel else { throw ValidationError("--port is the tunnel's; it needs --tunnel") }
    }

    func run() async throws {
        if tunnel { return try await runTunnel() }
        let session = try await Self.session(options)
        let inventory = try await session.inventory(NATCommand.scope)
        let vm = try inventory.vm(name)
        let grant = try Self.way(to: vm, in: inventory)
        try await ScreenSheet(grant, inventory, session).show(asJSON: options.json)
    }

    /// A session for whoever may change something, else one that only looks, and is not told the password.
    private static func session(_ options: GlobalOptions) async throws -> Session {
        do { return try await Session.act(options) } catch CloudError.unusableState {
            return try await Session.look(options)
        }
    }

    /// The way to a screen that can be used.
    ///
    /// - Throws: ``Failure`` that says how to get one.
    static func way(to vm: VM, in inventory: Inventory) throws -> ScreenGrant {
        guard let grant = inventory.network.openGrant(of: vm.id), grant.standing != .leaving else {
            let tunnel = "'vnc open --tunnel' needs none"
            let how = inventory.network.screenAddress == nil ? tunnel : "'vnc grant' opens one, and \(tunnel)"
            throw Failure(.refused, "no way to the screen of '\(vm.name)' is open; \(how)")
        }
        return grant
    }

    private func runTunnel() async throws {
        let session = try await Session.act(options)
        let inventory = try await session.inventory(NATCommand.scope)
        let vm = try inventory.vm(name)
        let end = try ScreenEnd(of: vm, in: inventory, xml: try await session.cloud.details(of: vm.id).xml)
        let local: UInt16
        switch end.way {
        case .here: local = UInt16(end.port)
        case .ssh: local = try LocalPort.free(wish: port, or: UInt16(end.port))
        }
        // It is written down before anybody looks.
        _ = try await session.submit(.console(vm.id))
        let grant = inventory.network.openGrant(of: vm.id)
        var password = end.password
        if let grant, let secret = try await session.cloud.secret(of: grant.id) { password = secret }
        try tell(end, local, password)
        guard case .ssh(let uri) = end.way else { return }
        let arguments = try SSHTunnel(uri, keys: CloudKeys(session.wiring.directory)).arguments(from: local, to: end)
        let status = try ChildProcess.run(arguments)
        guard status == 0 else {
            let host = Printable.text(end.host)
            throw Failure(.noAnswer, "the tunnel to \(host) ended with \(status); 'host trust' records a host's key")
        }
        if !options.json { print("the tunnel is closed") }
    }

    private func tell(_ end: ScreenEnd, _ local: UInt16, _ password: String?) throws {
        let address = if case .here = end.way { end.address } else { "127.0.0.1" }
        let viewer = ScreenText.viewer(address, Int(local))
        if options.json {
            print(
                JSON.lines([
                    [
                        "vm": .text(end.vm), "host": .text(end.host), "address": .text(address),
                        "port": .integer(Int64(local)), "password": .known(password),
                        "viewer": .array(viewer.map { .text($0) }),
                    ]
                ])
            )
        } else {
            var lines = [("connect", viewer.joined(separator: " "))]
            lines.append(
                ("password", password.map { Printable.text($0) } ?? "that of the VM's definition, if it has one")
            )
            if case .ssh = end.way { lines.append(("tunnel", "to \(Printable.text(end.host)); Ctrl-C ends it")) }
            Sheet(lines).show()
        }
        try flushOutput()
    }
}
