internal import BaadalModel

/// The JSON forms of what the boxes of the network do.
extension Records {
    /// A public address that leads to a VM, or is to.
    func json(_ row: AddressMapping) -> JSON {
        [
            "publicAddress": .text("\(row.outside)"),
            "privateAddress": .text("\(row.inside)"),
            "vm": .known(holder(row.vm)),
            "vmUUID": .known(row.vm.map { "\($0)" }),
            "mapped": .bool(row.standing == .present || row.standing == .recorded),
            "wanted": .bool(row.isWanted),
            "standing": .text(row.standing.rawValue),
            "receivedBytes": .known(row.received?.count),
            "sentBytes": .known(row.sent?.count),
        ]
    }

    /// A VM whose public address leads nowhere.
    func unmapped(_ record: VMRecord) -> JSON {
        [
            "publicAddress": .known(record.publicAddress.map { "\($0)" }),
            "privateAddress": .known(record.address.map { "\($0)" }),
            "vm": .text(record.identity),
            "vmUUID": .text("\(record.id)"),
            "mapped": .bool(false),
            "wanted": .bool(false),
            "standing": .null,
            "receivedBytes": .null,
            "sentBytes": .null,
        ]
    }

    /// A way to a screen.
    ///
    /// - Parameter now: What the seconds that are left are counted from.
    func json(_ grant: ScreenGrant, at now: Timestamp) -> JSON {
        .object(members(grant, at: now))
    }

    /// The same with what only those see who may use it.
    func json(_ grant: ScreenGrant, password: String?, at now: Timestamp) -> JSON {
        let viewer = ScreenText.viewer(grant.forward)
        return .object(
            members(grant, at: now) + [
                JSON.Member(name: "password", value: .known(password)),
                JSON.Member(name: "viewer", value: .array(viewer.map { .text($0) })),
            ]
        )
    }

    private func members(_ grant: ScreenGrant, at now: Timestamp) -> [JSON.Member] {
        let values: [(String, JSON)] = [
            ("id", .integer(grant.id.number)),
            ("vm", .known(holder(grant.vm))),
            ("vmUUID", .text("\(grant.vm)")),
            ("address", .text("\(grant.forward.outside)")),
            ("port", .integer(Int64(grant.forward.port))),
            ("from", .array(grant.forward.sources.map { .text("\($0)") })),
            ("until", .text(grant.expires.iso8601)),
            ("secondsLeft", .integer(grant.seconds(at: now))),
            ("standing", .text(grant.standing.rawValue)),
            ("host", .known(name(grant.host))),
            ("hostAddress", .text("\(grant.forward.host)")),
            ("hostPort", .integer(Int64(grant.forward.hostPort))),
            ("requester", .text(grant.requester)),
            ("opened", .text(grant.opened.iso8601)),
            ("closed", .known(grant.closed?.iso8601)),
        ]
        return values.map { JSON.Member(name: $0, value: $1) }
    }

    /// An address that the DHCP server is to give out.
    func json(_ row: DHCPReservation, vm: VM.ID?) -> JSON {
        [
            "address": .text("\(row.address)"),
            "mac": .text("\(row.mac)"),
            "name": .text(row.name),
            "vm": .known(holder(vm)),
            "vmUUID": .known(vm.map { "\($0)" }),
        ]
    }
}

/// A way to a screen in words.
enum ScreenText {
    /// The command that shows it.
    static func viewer(_ forward: ScreenForward) -> [String] { viewer("\(forward.outside)", forward.port) }
    /// The same for a place.
    static func viewer(_ address: String, _ port: Int) -> [String] { ["vncviewer", "\(address)::\(port)"] }

    /// Who may connect.
    static func sources(_ forward: ScreenForward) -> String {
        forward.sources.isEmpty ? "everybody" : forward.sources.map(\.description).joined(separator: " ")
    }
}
