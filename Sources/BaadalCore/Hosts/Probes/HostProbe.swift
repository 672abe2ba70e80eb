internal import BaadalModel
internal import Glibc
internal import Libvirt
internal import SSH

/// Asks a host in every way that there is, side by side, each with a deadline.
///
/// Nothing here holds a thread of Swift's: echoes and connects do not block, and what blocks has threads of its own.
struct HostProbe: Sendable {
    /// How a host is asked.
    struct Target: Sendable {
        var address: HostAddress
        /// A way of its own to run programs there, which no poll waits for; `nil` where there is none.
        var programs: (any RemotePrograms)?
        /// Where libvirt listens itself; `nil` where it is reached by SSH.
        var libvirtPort: UInt16?

        /// The ways that a host's URI tells; `nil` for one on this machine.
        ///
        /// - Parameter folder: Where the cloud's own keys and known hosts lie.
        init?(_ uri: ConnectionURI, folder: String, openTimeout: Duration, calls: BlockingCalls) {
            guard let address = uri.host.flatMap(HostAddress.init) else { return nil }
            self.init(
                address: address,
                programs: RemoteShell(uri, folder: folder, openTimeout: openTimeout, calls: calls),
                libvirtPort: uri.kind == .tcp || uri.kind == .tls ? uri.port : nil
            )
        }

        init(address: HostAddress, programs: (any RemotePrograms)? = nil, libvirtPort: UInt16? = nil) {
            self.address = address
            self.programs = programs
            self.libvirtPort = libvirtPort
        }
    }

    private let resolver: HostResolver
    private let echoes: any EchoSending
    private let ports = PortProbe()
    private let calls: BlockingCalls

    init(calls: BlockingCalls, echoes: any EchoSending = EchoProbe()) {
        resolver = HostResolver(calls: calls)
        self.calls = calls
        self.echoes = echoes
    }

    /// Asks a host once.
    ///
    /// - Parameter libvirt: What the poll of this moment found; `nil` to ask the port, where libvirt listens itself.
    func examine(
        _ target: Target,
        libvirt: HostHealth.Answer? = nil,
        within deadline: Duration = .seconds(3)
    ) async -> HostHealth {
        async let ping = ping(target.address, within: deadline)
        async let programs = ssh(target.programs, within: deadline)
        async let port = libvirt == nil ? libvirtPort(target, within: deadline) : .notAsked
        let (ssh, services) = await programs
        let asked = await port
        return HostHealth(
            ping: await ping,
            ssh: ssh,
            libvirt: libvirt ?? asked,
            libvirtService: services.libvirt,
            openVSwitchService: services.openVSwitch
        )
    }

    /// What a host is made of.
    ///
    /// - Parameter bridge: The bridge whose ports are the uplinks; `nil` to follow the default route.
    func inventory(of programs: some RemotePrograms, bridge: String? = nil) async throws -> HostInventory {
        // Thirteen parts, of which each has five seconds.
        let result = try await programs.run(HostInventory.command, within: .seconds(70), priority: .poll)
        return HostInventory(parsing: result.output, bridge: bridge)
    }

    // MARK: - Ping

    /// Whether a host gives an echo back, in two tries; the time is for each.
    func ping(_ address: HostAddress, within deadline: Duration = .seconds(1)) async -> HostHealth.Answer {
        do {
            let places = try await resolver.places(of: address, within: deadline)
            var answer = HostHealth.Answer.notAsked
            for _ in 0..<2 where answer != .ok { answer = await ping(places, address, within: deadline) }
            return answer
        } catch {
            // A name that nobody knows at the moment may be our resolver's fault.
            return .failed(HostHealth.Failure(.other, "\(error)"))
        }
    }

    /// Asks all addresses side by side; one that answers is enough.
    private func ping(
        _ places: [HostResolver.Place],
        _ address: HostAddress,
        within deadline: Duration
    ) async -> HostHealth.Answer {
        let outcomes = await withTaskGroup(of: EchoProbe.Outcome.self) { [echoes] group in
            for place in places { group.addTask { await echoes.ask(place, within: deadline) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        if outcomes.contains(.answered) { return .ok }
        if outcomes.contains(.notAllowed) { return await pingProgram(address) }
        let failures = outcomes.compactMap { outcome -> HostHealth.Failure? in
            if case .failed(let failure) = outcome { failure } else { nil }
        }
        // An address of a family that we have no route for does not hide that the other is silent.
        let telling = failures.first { $0.kind != .other } ?? failures.first
        return .failed(telling ?? HostHealth.Failure(.other, "no echo was sent"))
    }

    /// The program that every system has, and which may send echoes where we may not.
    private func pingProgram(_ address: HostAddress) async -> HostHealth.Answer {
        do {
            let words = ["ping", "-n", "-c", "1", "-W", "1", "--", address.text]
            let result = try await LocalProgram(arguments: words).run(calls, within: .seconds(3))
            return Self.answer(ofPing: result)
        } catch {
            return .failed(HostHealth.Failure(.other, "\(error)"))
        }
    }

    /// `ping` ends with 1 where nothing came back, and with 2 where it could not ask.
    static func answer(ofPing result: LocalProgram.Result) -> HostHealth.Answer {
        switch result.status {
        case 0?: .ok
        case 1?: .failed(HostHealth.Failure(.timedOut, "no echo came back within 1 s"))
        default:
            .failed(
                HostHealth.Failure(.other, "ping could not ask: \(result.complaint)")
            )
        }
    }

    // MARK: - SSH

    private func ssh(
        _ programs: (any RemotePrograms)?,
        within deadline: Duration
    ) async -> (HostHealth.Answer, services: (libvirt: ServiceState?, openVSwitch: ServiceState?)) {
        guard let programs else { return (.notAsked, (nil, nil)) }
        let answer = await Self.ssh(programs, within: deadline)
        guard answer == .ok,
            let result = try? await programs.run(HostInventory.servicesCommand, within: deadline, priority: .poll)
        else { return (answer, (nil, nil)) }
        return (answer, HostInventory.services(parsing: result.output))
    }

    /// Whether `true` can be run on a host.
    static func ssh(_ programs: some RemotePrograms, within deadline: Duration) async -> HostHealth.Answer {
        do {
            let result = try await runTrue(programs, within: deadline)
            guard result.status != 0 else { return .ok }
            let end = result.status.map { "with status \($0)" } ?? "by a signal"
            return .failed(HostHealth.Failure(.refused, "the host ran 'true', which ended \(end)"))
        } catch let error as SSHError {
            return .failed(HostHealth.Failure(kind(of: error), error.message))
        } catch HostFailure.timedOut(let after) {
            return .failed(HostHealth.Failure(.timedOut, "\(HostFailure.timedOut(after: after))"))
        } catch {
            return .failed(HostHealth.Failure(.other, "\(error)"))
        }
    }

    private static func runTrue(
        _ programs: some RemotePrograms,
        within deadline: Duration
    ) async throws -> RemoteShell.Result {
        do {
            return try await programs.run(["true"], within: deadline, priority: .doubtful)
        } catch let error as SSHError where error.kind == .closed {
            // A session from before the host was started again says nothing of it now.
            return try await programs.run(["true"], within: deadline, priority: .doubtful)
        }
    }

    private static func kind(of error: SSHError) -> HostHealth.Failure.Kind {
        switch error.kind {
        case .unreachable: .unreachable
        case .timedOut: .timedOut
        // A new connection that is closed was taken before.
        case .refused, .closed: .refused
        case .unknownHostKey, .changedHostKey: .hostKey
        case .authentication: .authentication
        case .cancelled, .invalidCommand, .other: .other
        }
    }

    // MARK: - libvirt

    private func libvirtPort(_ target: Target, within deadline: Duration) async -> HostHealth.Answer {
        guard let port = target.libvirtPort else { return .notAsked }
        do {
            let places = try await resolver.places(of: target.address, within: deadline)
            var answer = HostHealth.Answer.notAsked
            for place in places where answer != .ok {
                answer = await libvirtPort(place.digits ?? target.address.text, port, within: deadline)
            }
            return answer
        } catch {
            return .failed(HostHealth.Failure(.other, "\(error)"))
        }
    }

    private func libvirtPort(_ host: String, _ port: UInt16, within deadline: Duration) async -> HostHealth.Answer {
        do {
            try await ports.check(host: host, port: Int(port), within: deadline)
            return .ok
        } catch HostFailure.noAnswer(let address, let why) {
            func says(_ number: Int32) -> Bool { why == String(cString: strerror(number)) }
            let kind: HostHealth.Failure.Kind =
                if says(ECONNREFUSED) {
                    .refused
                } else if says(EHOSTUNREACH) || says(EHOSTDOWN) {
                    .unreachable
                } else if says(ETIMEDOUT) || why.hasPrefix("it did not answer") {
                    .timedOut
                } else {
                    .other
                }
            return .failed(HostHealth.Failure(kind, "\(HostFailure.noAnswer(address: address, why: why))"))
        } catch {
            return .failed(HostHealth.Failure(.other, "\(error)"))
        }
    }
}
