internal import Canvas

extension Action {
    /// Every action there is, in the order of the help.
    static let all: [Action] =
        motions + panes + lists + details + screen + power + life + network + catalog + hosts + balance + others

    private static let motions: [Action] = [
        Action(.up, [.up, .character("k")], "up", "one row up"),
        Action(.down, [.down, .character("j")], "down", "one row down"),
        Action(.top, [.home, .character("g")], "top", "first row"),
        Action(.bottom, [.end, .character("G")], "bottom", "last row"),
        Action(.pageUp, [.pageUp], "page up", "one page up"),
        Action(.pageDown, [.pageDown], "page down", "one page down"),
        Action(.halfUp, [.control("u")], "half up", "half a page up"),
        Action(.halfDown, [.control("d")], "half down", "half a page down"),
        Action(.left, [.left, .character("h")], "left", "tab or pane to the left"),
        Action(.right, [.right, .character("l")], "right", "tab or pane to the right"),
        Action(.open, [.enter, .character("d")], "open", "details of what the cursor is on"),
        Action(.back, [.escape], "back", "back by one: details, zoom, filter, marks"),
        Action(.quit, [.character("q")], "quit", "back out of details, or leave"),
    ]

    private static let panes: [Action] = [
        Action(.pulse, [.character("1")], "pulse", "the cloud at a glance"),
        Action(.hosts, [.character("2")], "hosts", "all hosts"),
        Action(.vms, [.character("3")], "VMs", "all VMs"),
        Action(.tasks, [.character("4")], "tasks", "the task queue"),
        Action(.snapshots, [.character("5")], "snapshots", "snapshots of a VM or of all, as trees"),
        Action(.network, [.character("6")], "network", "public addresses, ways to screens, boxes, pools, DHCP"),
        Action(.storage, [.character("7")], "storage", "datastores, templates, disks, networks, people, trash, sanity"),
        Action(.sanity, [], "sanity", "what the database has beside what the hosts show"),
        Action(.balance, [.character("9")], "balance", "moves that would make the hosts even"),
        Action(.swaps, [.character("s")], "swaps", "plan with or without changes of places", in: [.balance]),
        Action(
            .heat,
            [.character("b")],
            "heat map",
            "latency and throughput between hosts, as a heat map",
            in: Place.everywhere.subtracting([.heat])
        ),
        Action(.figure, [.character("b")], "ms or Mbit/s", "latency or throughput", in: [.heat]),
        Action(.nextPane, [.tab], "next pane", "focus the next pane"),
        Action(.previousPane, [.backTab], "previous pane", "focus the pane before"),
        Action(.zoom, [.character("e")], "zoom", "the focused pane alone, and back", menu: true),
    ]

    private static let lists: [Action] = [
        Action(
            .filter,
            [.character("/")],
            "filter",
            "show only what fits: lab, /re/, cpu>80 and host=kvm3",
            in: Place.lists
        ),
        Action(.faults, [.character("f")], "faults", "show only what is not well", in: Place.lists, menu: true),
        Action(
            .gaps,
            [.character("u")],
            "uncovered",
            "running VMs without a snapshot of the last 7 days",
            in: [.vms, .snapshots],
            menu: true
        ),
        Action(.columns, [], "columns", "choose columns: ':columns name state cpu', ':columns all'", in: Place.lists),
        Action(.nextSort, [.character(">")], "sort by right", "sort by the column to the right", in: Place.lists),
        Action(.previousSort, [.character("<")], "sort by left", "sort by the column to the left", in: Place.lists),
        Action(.reverse, [.character("r")], "reverse", "turn the order around", in: Place.lists, menu: true),
        Action(.mark, [.character(" ")], "mark", "mark the row, for an order on several", in: Place.lists),
        Action(.range, [.character("v")], "range", "begin or end a range of marks", in: Place.lists),
        Action(.invert, [.character("*")], "invert", "turn all marks around", in: Place.lists),
        Action(.markMatching, [.character("&")], "mark fitting", "mark all that fit a filter", in: Place.lists),
    ]

    private static let details: [Action] = [
        Action(
            .nextTab,
            [.character("]")],
            "next tab",
            "next page of the details, or list of a pane with several",
            in: Place.details.union([.network, .storage])
        ),
        Action(
            .previousTab,
            [.character("[")],
            "previous tab",
            "page before",
            in: Place.details.union([.network, .storage])
        ),
        Action(.wider, [.character("}")], "further back", "graphs: hour, day, week, month, year", in: [.host, .vm]),
        Action(.narrower, [.character("{")], "less far", "graphs: a shorter time", in: [.host, .vm]),
        Action(
            .why,
            [.character("i")],
            "why",
            "why it is in this state, or waits",
            in: Place.everywhere.subtracting([.pulse])
        ),
        Action(.raw, [.character("x")], "XML", "the libvirt XML of a VM", in: [.vms, .vm]),
        Action(
            .copy,
            [.character("y")],
            "copy",
            "copy name and UUID to the clipboard",
            in: Place.everywhere.subtracting([.pulse])
        ),
    ]

    private static let screen: [Action] = [
        Action(.freeze, [.character("p")], "freeze", "hold the screen still, and go on", menu: true),
        Action(.menu, [.character("m")], "menu", "what can be done here"),
        Action(.help, [.character("?"), .function(1)], "help", "these keys"),
        Action(.command, [.character(":")], "command", "type a command: a pane, an action, 'theme light'"),
        Action(.theme, [], "theme", "choose a theme: ':theme light'"),
        Action(.refresh, [.control("r")], "refresh", "read everything anew"),
        Action(.repaint, [.control("l")], "repaint", "draw the screen anew"),
        Action(.suspend, [.control("z")], "suspend", "back to the shell; 'fg' returns"),
    ]
}
