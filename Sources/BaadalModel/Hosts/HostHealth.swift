/// What one look at a host found: each way of asking it, and what came back.
public struct HostHealth: Hashable, Codable, Sendable {
    /// Whether an echo came back.
    public var ping: Answer
    /// Whether a program could be run by SSH.
    public var ssh: Answer
    /// Whether libvirt answered.
    public var libvirt: Answer
    /// libvirt's service; `nil` where it could not be asked.
    public var libvirtService: ServiceState?
    /// Open vSwitch's service; `nil` where it could not be asked.
    public var openVSwitchService: ServiceState?

    /// What came back.
    public enum Answer: Hashable, Codable, Sendable {
        /// It answers as it should.
        case ok
        /// It does not.
        case failed(Failure)
        /// There is no such way to this host.
        case notAsked
    }

    /// Why nothing good came back.
    public struct Failure: Hashable, Codable, Sendable {
        /// What it means.
        public var kind: Kind
        /// In words, for the admin.
        public var why: String

        /// A failure of a kind.
        public init(_ kind: Kind, _ why: String) {
            self.kind = kind
            self.why = why
        }

        /// What a failure means.
        public enum Kind: String, CaseIterable, Hashable, Codable, Sendable {
            /// The way there ends before the host.
            case unreachable
            /// Something there answers, and refuses.
            case refused
            /// Something there answers, and does not prove to be the host that we know.
            case hostKey = "host-key"
            /// The host does not accept who we are.
            case authentication
            /// Nothing came back in time.
            case timedOut = "timed-out"
            /// It could not be asked, for a reason on our side, which says nothing of the host.
            case other

            /// Whether nothing came back from the address at all.
            public var isSilence: Bool {
                switch self {
                case .unreachable, .timedOut: true
                case .refused, .hostKey, .authentication, .other: false
                }
            }
        }
    }

    /// What a look found.
    public init(
        ping: Answer = .notAsked,
        ssh: Answer = .notAsked,
        libvirt: Answer = .notAsked,
        libvirtService: ServiceState? = nil,
        openVSwitchService: ServiceState? = nil
    ) {
        self.ping = ping
        self.ssh = ssh
        self.libvirt = libvirt
        self.libvirtService = libvirtService
        self.openVSwitchService = openVSwitchService
    }

    /// The three ways with the names that people know them by, in the order in which words name them.
    var answers: [(name: String, answer: Answer)] { [("libvirt", libvirt), ("ping", ping), ("SSH", ssh)] }

    /// Whether nothing came back on each way that there is, and at least ping and libvirt were asked.
    public var isSilent: Bool {
        guard case .failed = ping, case .failed = libvirt else { return false }
        return answers.allSatisfy { _, answer in
            switch answer {
            case .ok: false
            case .failed(let failure): failure.kind.isSilence
            case .notAsked: true
            }
        }
    }
}

/// What some looks at a host come to.
public struct HostVerdict: Hashable, Sendable {
    /// ``Host/State-swift.enum/up``, ``Host/State-swift.enum/down`` or ``Host/State-swift.enum/unknown``.
    public var state: Host.State
    /// Why, each way by its name; `nil` where there is nothing to say.
    public var reason: String?

    /// Judges a host by the last looks at it, oldest first.
    ///
    /// It is down only where the last `strikes` looks all found ping and libvirt silent, and SSH, where there is such a
    /// way to it. What answers in any way is not down: nobody may start its guests elsewhere. It is up where libvirt
    /// answers.
    public init(_ looks: [HostHealth], strikes: Int) {
        guard let last = looks.last else {
            (state, reason) = (.unknown, "it has not been asked yet")
            return
        }
        let needed = max(1, strikes)
        let silent = looks.reversed().prefix { $0.isSilent }.prefix(needed)
        // SSH that was asked on some of the looks only leaves a doubt.
        let isAskedAlike = Set(silent.map { $0.ssh == .notAsked }).count == 1
        if silent.count == needed, isAskedAlike {
            state = .down
        } else {
            state = last.libvirt == .ok ? .up : .unknown
        }
        reason = last.words
        if state == .unknown, last.isSilent, let words = reason {
            reason = "\(words) (\(silent.count) of \(needed) looks)"
        }
    }
}

extension HostHealth {
    /// What answers and what does not, as `libvirt does not answer; ping and SSH do`; `nil` where all is well.
    public var words: String? {
        let failed = answers.compactMap { name, answer -> (name: String, failure: Failure)? in
            guard case .failed(let failure) = answer else { return nil }
            return (name, failure)
        }
        let well = answers.filter { $0.answer == .ok }.map(\.name)
        var words: [String] = []
        let silent = failed.filter { $0.failure.kind.isSilence }.map(\.name)
        if !silent.isEmpty { words.append("\(Self.list(silent)) \(silent.count == 1 ? "does" : "do") not answer") }
        for entry in failed where !entry.failure.kind.isSilence { words.append("\(entry.name): \(entry.failure.why)") }
        if !words.isEmpty, !well.isEmpty {
            let verb = silent.isEmpty ? (well.count == 1 ? "answers" : "answer") : (well.count == 1 ? "does" : "do")
            words.append("\(Self.list(well)) \(verb)")
        }
        if words.isEmpty, well.isEmpty { words.append("no way to it was tried") }
        words += serviceWords
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }

    private var serviceWords: [String] {
        let services = [("libvirt's service", libvirtService), ("Open vSwitch", openVSwitchService)]
        return services.compactMap { name, state in
            switch state {
            case .inactive?: "\(name) does not run"
            case .absent? where name != "Open vSwitch": "\(name) is not installed"
            case .absent?, .active?, nil: nil
            }
        }
    }

    private static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}
