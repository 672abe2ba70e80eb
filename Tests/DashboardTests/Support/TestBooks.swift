import BaadalModel

extension TestCloud {
    /// The same cloud with a NAT box that something was changed on, and a DHCP server that does not answer.
    static var networked: TestCloud {
        var cloud = TestCloud()
        cloud.update.network = books
        for index in [0, 1, 2] {
            cloud.update.catalog?.publicAddresses[index].holder = vm([0, 1, 9][index])
        }
        cloud.update.catalog?.publicAddresses.append(PublicAddress(id: RowID(4), address: outside(3)))
        for (vm, place) in [(Self.vm(0), 0), (Self.vm(1), 1), (Self.vm(9), 2)] {
            guard let index = cloud.update.records.firstIndex(where: { $0.id == vm }) else { continue }
            cloud.update.records[index].publicAddress = outside(place)
        }
        return cloud
    }

    /// A public address by its place in the pool.
    static func outside(_ place: Int) -> IPv4 { IPv4(bits: 0xCB00_7107 + UInt32(place)) }

    private static func inside(_ index: UInt32) -> IPv4 { IPv4(bits: 0x0A4E_0000 + 10 + index) }

    /// Mappings in every standing that one can have, ways to screens open, ending and closed.
    static var books: NetworkBooks {
        var books = NetworkBooks()
        books.natType = .software
        books.dhcp = .dnsmasq
        books.screenAddress = IPv4(bits: 0xCB00_7101)
        books.mappings = [
            AddressMapping(
                outside: outside(0),
                inside: inside(0),
                vm: vm(0),
                standing: .present,
                received: .gibibytes(3),
                sent: .mebibytes(410)
            ),
            AddressMapping(outside: outside(1), inside: inside(1), vm: vm(1), standing: .drifting),
            AddressMapping(outside: outside(2), inside: inside(9), vm: vm(9)),
            AddressMapping(outside: outside(4), inside: inside(3), vm: nil, isWanted: false, standing: .leaving),
        ]
        books.grants = [
            grant(4, 13, seconds: 7_537, .unreachable), grant(3, 10, seconds: 45, .present, isOpen: true),
            grant(2, 0, seconds: 451, .present), grant(1, 1, seconds: -300, .closed),
        ]
        books.boxes = [
            .nat: BoxStatus(state: .drifting, at: ago(40), message: "203.0.113.8 leads nowhere: its rules are gone"),
            .dhcp: BoxStatus(state: .unreachable, at: ago(300), message: "no answer within 10 s"),
        ]
        return books
    }

    private static func grant(
        _ number: Int64,
        _ index: UInt64,
        seconds: Int64,
        _ standing: Standing,
        isOpen: Bool = false
    ) -> ScreenGrant {
        let lab = IPv4Network(IPv4(bits: 0x0A4E_0009))
        guard
            let forward = try? ScreenForward(
                outside: IPv4(bits: 0xCB00_7101),
                port: 5900 + Int(index),
                host: IPv4(bits: 0x0A01_0001 + UInt32(index % 3)),
                hostPort: 5900 + Int(index),
                sources: isOpen ? [] : [lab],
                end: ago(-seconds)
            )
        else { preconditionFailure("these ports are ports") }
        return ScreenGrant(
            id: RowID(number),
            vm: vm(index),
            host: host(index % 3 + 1),
            forward: forward,
            requester: "asha",
            opened: ago(1800 - seconds),
            expires: ago(-seconds),
            closed: standing == .closed ? ago(-seconds - 1) : nil,
            standing: standing
        )
    }
}
