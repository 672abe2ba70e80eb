extension PowerDriver {
    /// A management controller that speaks IPMI.
    public struct IPMI: Hashable, Sendable {
        /// The controller's name or address.
        public let address: String
        /// The UDP port; 623 as a rule.
        public let port: UInt16
        /// Who logs in there.
        public let user: String
        /// The file on the controller's machine whose first line is the password; the password itself is kept nowhere.
        public let passwordFile: FolderPath
        /// The version of the protocol.
        public let interface: Interface
        /// The cipher suite, 3 or 17 as a rule; `nil` asks the controller, which some answer only after a long wait.
        public let cipher: Int?

        /// The version of the protocol, by `ipmitool`'s names.
        public enum Interface: String, CaseIterable, Sendable {
            /// IPMI 2.0, encrypted.
            case lanplus
            /// IPMI 1.5, for controllers that know nothing newer.
            case lan
        }

        /// A controller by its parts.
        ///
        /// Cipher suite 0 is refused: it lets in whoever asks.
        ///
        /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
        public init(
            address: String,
            port: UInt16 = 623,
            user: String,
            passwordFile: FolderPath,
            interface: Interface = .lanplus,
            cipher: Int? = nil
        ) throws(CloudError) {
            guard isHostName(address) else {
                throw .badValue(
                    name: "address",
                    value: address.shortened,
                    accepted: "the name or address of a management controller is accepted, the port apart"
                )
            }
            guard port > 0 else { throw badPort("0") }
            guard (1...16).contains(user.utf8.count), user.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
                throw .badValue(
                    name: "user",
                    value: user.shortened,
                    accepted: "1 to 16 ASCII characters without spaces are accepted"
                )
            }
            if let cipher, !(1...17).contains(cipher) || interface == .lan {
                throw .badValue(
                    name: "cipher",
                    value: "\(cipher)",
                    accepted: "a cipher suite from 1 to 17 is accepted, with interface=lanplus only"
                )
            }
            (self.address, self.port, self.user, self.passwordFile) = (address, port, user, passwordFile)
            (self.interface, self.cipher) = (interface, cipher)
        }
    }

    /// A guest of a parent host.
    public struct Guest: Hashable, Sendable {
        /// The libvirt URI of the parent.
        public let uri: String
        /// The guest's name there.
        public let domain: String

        /// A guest by its parent and its name.
        ///
        /// Only the form of the URI is looked at here; whatever opens it decides what it accepts.
        ///
        /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
        public init(uri: String, domain: String) throws(CloudError) {
            let scheme = uri.firstRange(of: "://").map { uri[..<$0.lowerBound] } ?? ""
            let driver = scheme.prefix { $0 != "+" }
            guard ["qemu", "test"].contains(driver), !uri.contains(" "), uri.utf8.count <= 4096 else {
                throw .badValue(
                    name: "uri",
                    value: uri.shortened,
                    accepted: "a libvirt URI such as qemu+ssh://root@parent/system is accepted"
                )
            }
            guard !domain.isEmpty else {
                throw .badValue(name: "domain", value: "", accepted: "the guest's name on the parent is accepted")
            }
            self.uri = try checkedWords(uri, "uri", atMost: 4096)
            self.domain = try checkedWords(domain, "domain", atMost: 255)
        }
    }

    /// Programs, each done when it ends with exit status 0.
    public struct Programs: Hashable, Sendable {
        /// Turns the host on.
        public let on: Argv?
        /// Cuts its power.
        public let off: Argv?
        /// Prints `on` or `off`.
        public let status: Argv?

        /// Programs, at least one that turns on or off.
        ///
        /// - Throws: ``CloudError/refused(_:)``.
        public init(on: Argv?, off: Argv?, status: Argv?) throws(CloudError) {
            guard on != nil || off != nil else {
                throw .refused("command switches nothing; at least one of on=PROGRAM and off=PROGRAM is needed")
            }
            (self.on, self.off, self.status) = (on, off, status)
        }
    }

    /// Where a wake-up packet goes.
    public struct WakeUp: Hashable, Sendable {
        /// The network card that listens for it.
        public let mac: MAC
        /// The broadcast address of its network, as `10.0.0.255`.
        public let broadcast: IPv4
        /// The UDP port; 9 as a rule.
        public let port: UInt16

        /// A packet's destination.
        ///
        /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
        public init(mac: MAC, broadcast: IPv4 = IPv4(bits: .max), port: UInt16 = 9) throws(CloudError) {
            guard port > 0 else { throw badPort("0") }
            (self.mac, self.broadcast, self.port) = (mac, broadcast, port)
        }

        /// The packet: six octets of ones, then the address sixteen times.
        public var packet: [UInt8] {
            let address = stride(from: UInt64(40), through: 0, by: -8).map { UInt8(mac.bits >> $0 & 255) }
            return Array(repeating: 255, count: 6) + (0..<16).flatMap { _ in address }
        }
    }
}

func badPort(_ text: String) -> CloudError {
    .badValue(name: "port", value: text.shortened, accepted: "a port from 1 to 65535 is accepted")
}

private func isHostName(_ text: String) -> Bool {
    guard (1...255).contains(text.utf8.count), !text.hasPrefix("-"), !text.hasPrefix(".") else { return false }
    let isIPv6 = text.utf8.count { $0 == UInt8(ascii: ":") } > 1
    return text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: (isIPv6 ? ".:%-_" : "._-").utf8.contains(byte)
        }
    }
}
