internal import BaadalModel

/// A list of the network pane.
enum NetworkSection: String, ListSection {
    case mappings, screens, boxes, pools
    case dhcp = "DHCP"

    /// What one of them is called, as in `there is no mapping here`.
    var noun: String {
        switch self {
        case .mappings: "mapping"
        case .screens: "way to a screen"
        case .boxes: "box"
        case .pools: "pool"
        case .dhcp: "DHCP entry"
        }
    }

    /// What several are called.
    var plural: String {
        switch self {
        case .mappings: "mappings"
        case .screens: "ways to screens"
        case .boxes: "boxes"
        case .pools: "pools"
        case .dhcp: "DHCP entries"
        }
    }

    /// The columns, the first of which stays on the narrowest screen.
    var columns: [SectionColumn] {
        switch self {
        case .mappings:
            [
                .init("name", "PUBLIC", 15), .init("private", "PRIVATE", 15, priority: 2),
                .init("vm", "VM", 12, 22, priority: 1), .init("state", "STANDING", 11, 13),
                .init("past", "INWARD", 8, 16, priority: 4), .init("in", "IN", 7, isRight: true, priority: 3),
                .init("out", "OUT", 7, isRight: true, priority: 3),
            ]
        case .screens:
            [
                .init("name", "OUTSIDE", 16), .init("vm", "VM", 6, 10),
                .init("left", "LEFT", 7, isRight: true), .init("state", "STANDING", 11, 13, priority: 1),
                .init("host", "HOST", 6, 10, priority: 2), .init("who", "BY", 6, 10, priority: 3),
                .init("from", "FROM", 10, 18, priority: 4),
            ]
        case .boxes:
            [
                .init("name", "BOX", 11), .init("kind", "KIND", 12, priority: 2), .init("state", "STATE", 13),
                .init("at", "LOOKED AT", 9, isRight: true, priority: 1), .init("message", "MESSAGE", 12, 48),
            ]
        case .pools:
            [
                .init("name", "POOL", 8, 14), .init("network", "NETWORK", 11, 15, priority: 3),
                .init("total", "TOTAL", 6, isRight: true, priority: 2),
                .init("used", "USED", 6, isRight: true, priority: 1), .init("free", "FREE", 6, isRight: true),
                .init("share", "", 6, 14, priority: 2), .init("state", "STATE", 7, 9),
            ]
        case .dhcp:
            [
                .init("name", "ADDRESS", 15), .init("mac", "MAC", 17, priority: 2), .init("vm", "VM", 8, 26),
                .init("vlan", "VLAN", 8, 12, priority: 3),
            ]
        }
    }

    /// The column that it is sorted by at first.
    var firstSort: String { self == .screens ? "left" : "name" }
}

/// What a row of the network pane is of.
enum NetworkID: SectionID {
    case mapping(AddressMapping.ID)
    case grant(ScreenGrant.ID)
    case box(NetworkBox)
    case pool(VLAN.ID)
    case publicPool
    case entry(PrivateAddress.ID)

    var section: NetworkSection {
        switch self {
        case .mapping: .mappings
        case .grant: .screens
        case .box: .boxes
        case .pool, .publicPool: .pools
        case .entry: .dhcp
        }
    }

    /// The box that does what the row says.
    var box: NetworkBox {
        switch self {
        case .mapping, .grant, .publicPool: .nat
        case .box(let box): box
        case .pool, .entry: .dhcp
        }
    }
}
