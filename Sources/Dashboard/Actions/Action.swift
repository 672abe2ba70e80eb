internal import Canvas

/// Something that a key does.
///
/// One table of these is the source of the key map, the help, the menu, the palette and of what a wall cannot do.
struct Action: Sendable {
    /// What an action may touch.
    enum Kind: Sendable {
        /// The viewer's own screen.
        case look
        /// The cloud.
        case change
        /// A machine, which is given input.
        case input
    }

    let id: ID
    let keys: [Key]
    /// A word or two, for the key bar and the menu.
    let label: String
    /// A sentence for the help.
    let summary: String
    let places: Set<Place>
    let kind: Kind
    /// Whether the menu offers it.
    let isInMenu: Bool

    init(
        _ id: ID,
        _ keys: [Key],
        _ label: String,
        _ summary: String,
        in places: Set<Place> = Place.everywhere,
        kind: Kind = .look,
        menu: Bool = false
    ) {
        self.id = id
        self.keys = keys
        self.label = label
        self.summary = summary
        self.places = places
        self.kind = kind
        isInMenu = menu || kind != .look
    }

    /// Whether it is the same in each place.
    var isEverywhere: Bool { places == Place.everywhere }

    /// Tells one action from another; the raw value is its word in the palette.
    enum ID: String, CaseIterable, Sendable {
        // Motion.
        case up, down, left, right, top, bottom
        case pageUp = "page-up"
        case pageDown = "page-down"
        case halfUp = "half-up"
        case halfDown = "half-down"
        case open, back, quit
        // Panes.
        case pulse, hosts, vms, tasks, snapshots, network, storage, sanity, heat
        case nextPane = "next-pane"
        case previousPane = "previous-pane"
        case zoom
        // Details.
        case nextTab = "next-tab"
        case previousTab = "previous-tab"
        case wider, narrower, why, raw, figure
        // Lists.
        case filter, faults, gaps
        case columns
        case nextSort = "sort"
        case previousSort = "previous-sort"
        case reverse, mark, range
        case markMatching = "mark-matching"
        case invert
        // The screen.
        case freeze, copy, menu, help, command, theme, refresh, repaint, suspend
        // What changes something.
        case start
        case shutDown = "shutdown"
        case powerOff = "poweroff"
        case reboot, pause, claim
        case addHost = "add-host"
        case removeHost = "remove-host"
        case maintain = "maintenance"
        case evacuate
        case switchOn = "switch-on"
        case switchOff = "switch-off"
        case fence
        case dropStep = "drop-move"
        case runPlan = "run-plan"
        case swaps
        case recover
        case balance
        case create, snapshot, delete, migrate, clone, edit
        case attach = "attach-disk"
        case revert
        case deleteSnapshot = "delete-snapshot"
        case add
        case change
        case activate, restore, detach, remove
        case grant, map, unmap, revoke, repair
        case clearNAT = "clear-nat"
        case cancel, retry, ignore, undo
        // What gives input to a machine.
        case console
    }
}

extension Key {
    /// As the help and the key bar print it.
    var label: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let letter): "^\(letter.uppercased())"
        case .up: "Up"
        case .down: "Down"
        case .left: "Left"
        case .right: "Right"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "S-Tab"
        case .backspace: "Bksp"
        case .delete: "Del"
        case .insert: "Ins"
        case .function(let number): "F\(number)"
        }
    }
}
