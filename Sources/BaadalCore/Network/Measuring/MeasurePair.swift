internal import BaadalModel

/// Measures latency and throughput between two hosts: a server that ends by itself on one, a client on the other.
struct MeasurePair: Sendable {
    /// A host that is measured.
    struct End: Sendable {
        var id: Host.ID
        /// As the other host reaches it.
        var address: HostAddress
        /// A way of its own: a server holds it for as long as it serves.
        var programs: any RemotePrograms
        /// What is installed there.
        var tools: Set<MeasureTool>
    }

    let clock: CoreClock
    /// Where servers listen; it must be open between the hosts.
    var port: UInt16 = 45_201
    /// How long each figure is measured for.
    var seconds = 2

    /// Measures once; where nothing can be measured, the figures say why.
    ///
    /// It takes less than a minute, whatever the hosts do.
    func measure(from client: End, to server: End) async -> PairMeasurement? {
        guard let pair = HostPair(client.id, server.id) else { return nil }
        let tool = MeasureTool.common(client.tools, server.tools)
        let figures =
            if let tool {
                await measure(tool, from: client, to: server)
            } else {
                await echoes(from: client, to: server.address)
            }
        return PairMeasurement(pair: pair, at: clock.now(), tool: tool, figures: figures)
    }

    /// Latency alone, where the hosts have no tool in common.
    private func echoes(from client: End, to address: HostAddress) async -> MeasuredFigures {
        let (text, why) = await run(MeasureTool.ping(address), at: client, within: .seconds(10))
        let figures = MeasuredFigures(ping: text)
        if let latency = figures.latency { return MeasuredFigures(latency: latency) }
        return MeasuredFigures(failure: why ?? figures.failure)
    }

    private func measure(_ tool: MeasureTool, from client: End, to server: End) async -> MeasuredFigures {
        let lifetime = seconds * 2 + 12
        let serving = tool.server(port: port, lifetime: lifetime)
        async let served = run(serving, at: server, within: .seconds(lifetime + 4))
        var figures = await ask(tool, from: client, to: server.address, lifetime: lifetime)
        if let quit = tool.quit(address: server.address, port: port) {
            _ = await run(quit, at: client, within: .seconds(8))
        }
        let (said, why) = await served
        if figures.latency == nil, figures.throughput == nil, figures.failure == nil {
            figures.failure =
                why ?? said.split(separator: "\n").last.map(String.init) ?? "\(tool.rawValue) gave no figure"
        }
        return figures
    }

    /// Runs the clients; the first again and again until the server has begun to listen.
    private func ask(
        _ tool: MeasureTool,
        from client: End,
        to address: HostAddress,
        lifetime: Int
    ) async -> MeasuredFigures {
        let clients = tool.clients(to: address, port: port, seconds: seconds)
        let end = clock.monotonic() + UInt64(lifetime) * 1_000_000_000 / 2
        let limit = Duration.seconds(seconds * 2 + 12)
        var text = ""
        var why: String?
        repeat {
            (text, why) = await run(clients[0], at: client, within: limit)
            let found = tool.parse(text)
            if found.latency != nil || found.throughput != nil { break }
            do { try await clock.sleep(.milliseconds(250)) } catch { break }
        } while clock.monotonic() < end
        for other in clients.dropFirst() {
            let (more, reason) = await run(other, at: client, within: limit)
            (text, why) = (text + "\n" + more, why ?? reason)
        }
        var figures = tool.parse(text)
        if figures.throughput == nil { figures.failure = figures.failure ?? why }
        return figures
    }

    /// What a program wrote, and why it could not be run.
    private func run(_ arguments: [String], at end: End, within limit: Duration) async -> (String, why: String?) {
        do {
            let result = try await end.programs.run(arguments, within: limit, priority: .poll)
            let errors = result.errors.isEmpty ? "" : "\n" + result.errors
            return (result.output + errors, result.status == 127 ? "'\(arguments[0])' is not there" : nil)
        } catch {
            return ("", "\(error)")
        }
    }
}
