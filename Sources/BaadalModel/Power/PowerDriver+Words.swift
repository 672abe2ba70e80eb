extension PowerDriver {
    /// Reads a driver from its kind and `KEY=VALUE` words, as a command line gives them.
    ///
    /// `ipmi address=10.0.0.9 user=admin password-file=/etc/baadal/ipmi.kvm1`. Values are data whatever they hold; a
    /// word that is not understood is refused, and a password is refused without being repeated.
    ///
    /// - Throws: ``CloudError``.
    public init(words: [String]) throws(CloudError) {
        guard let kind = words.first.flatMap(Kind.init) else {
            throw .badValue(
                name: "power driver",
                value: (words.first ?? "").shortened,
                accepted: Kind.allCases.map(\.rawValue).joined(separator: ", ") + " are accepted"
            )
        }
        let values = try PowerWords(words.dropFirst(), of: kind)
        self =
            switch kind {
            case .ipmi: .ipmi(try IPMI(values))
            case .libvirt: .libvirt(try Guest(uri: values.required("uri"), domain: values.required("domain")))
            case .command:
                .command(
                    try Programs(on: values.argv("on"), off: values.argv("off"), status: values.argv("status"))
                )
            case .wol: .wol(try WakeUp(values))
            case .ssh: .ssh
            case .manual: .manual
            }
    }

    /// The words that ``init(words:)`` reads the same driver from; what is as a rule is left out.
    public var words: [String] {
        let values: [(String, String?)] =
            switch self {
            case .ipmi(let ipmi):
                [
                    ("address", ipmi.address), ("port", ipmi.port == 623 ? nil : "\(ipmi.port)"), ("user", ipmi.user),
                    ("password-file", ipmi.passwordFile.text),
                    ("interface", ipmi.interface == .lanplus ? nil : ipmi.interface.rawValue),
                    ("cipher", ipmi.cipher.map { "\($0)" }),
                ]
            case .libvirt(let guest): [("uri", guest.uri), ("domain", guest.domain)]
            case .command(let programs):
                [
                    ("on", programs.on?.description), ("off", programs.off?.description),
                    ("status", programs.status?.description),
                ]
            case .wol(let wake):
                [
                    ("mac", wake.mac.description),
                    ("broadcast", wake.broadcast.bits == .max ? nil : wake.broadcast.description),
                    ("port", wake.port == 9 ? nil : "\(wake.port)"),
                ]
            case .ssh, .manual: []
            }
        return [kind.rawValue] + values.compactMap { key, value in value.map { "\(key)=\($0)" } }
    }
}

extension PowerDriver: CustomStringConvertible {
    /// The words as people type them, quoted where a shell would read more into them.
    public var description: String { words.map(quoted).joined(separator: " ") }
}

extension PowerDriver: Codable {
    /// Reads the words and checks them as if they were typed.
    public init(from decoder: any Decoder) throws {
        try self.init(words: decoder.singleValueContainer().decode([String].self))
    }

    /// Writes the words.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(words)
    }
}

extension PowerDriver.Kind {
    /// The keys that its words may have.
    var keys: [String] {
        switch self {
        case .ipmi: ["address", "port", "user", "password-file", "interface", "cipher"]
        case .libvirt: ["uri", "domain"]
        case .command: ["on", "off", "status"]
        case .wol: ["mac", "broadcast", "port"]
        case .ssh, .manual: []
        }
    }

    /// What it is given, for messages and help: `wol mac=MAC [broadcast=ADDRESS] [port=9]`.
    public var usage: String {
        switch self {
        case .ipmi:
            "ipmi address=ADDRESS user=NAME password-file=PATH [port=623] [interface=lanplus|lan] [cipher=SUITE]"
        case .libvirt: "libvirt uri=URI domain=NAME"
        case .command: "command [on='PROGRAM ARGUMENT…'] [off='PROGRAM ARGUMENT…'] [status='PROGRAM ARGUMENT…']"
        case .wol: "wol mac=MAC [broadcast=ADDRESS] [port=9]"
        case .ssh, .manual: rawValue
        }
    }
}

extension PowerDriver.IPMI {
    fileprivate init(_ values: PowerWords) throws(CloudError) {
        let interface: Interface
        switch values["interface"] {
        case nil: interface = .lanplus
        case let text?:
            guard let known = Interface(rawValue: text) else {
                throw .badValue(name: "interface", value: text.shortened, accepted: "lanplus and lan are accepted")
            }
            interface = known
        }
        let cipher = values["cipher"]
        if let cipher, Int(cipher) == nil {
            throw .badValue(name: "cipher", value: cipher.shortened, accepted: "a number from 1 to 17 is accepted")
        }
        try self.init(
            address: values.required("address"),
            port: values.port() ?? 623,
            user: values.required("user"),
            passwordFile: FolderPath(values.required("password-file"), "password-file"),
            interface: interface,
            cipher: cipher.flatMap { Int($0) }
        )
    }
}

extension PowerDriver.WakeUp {
    fileprivate init(_ values: PowerWords) throws(CloudError) {
        let text = try values.required("mac")
        guard let mac = MAC(text) else {
            throw .badValue(
                name: "mac",
                value: text.shortened,
                accepted: "the address of one network card is accepted, as 52:54:00:1A:2B:3C"
            )
        }
        var broadcast = IPv4(bits: .max)
        if let text = values["broadcast"] {
            guard let address = IPv4(text) else {
                throw .badValue(
                    name: "broadcast",
                    value: text.shortened,
                    accepted: "the broadcast address of the host's network is accepted, as 10.0.0.255"
                )
            }
            broadcast = address
        }
        try self.init(mac: mac, broadcast: broadcast, port: values.port() ?? 9)
    }
}
