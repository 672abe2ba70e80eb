internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws a section of the network pane below the names of all.
    mutating func drawNetwork(_ state: DashboardState, in rect: Rect) {
        let lists = state.lists.network
        let inner = frame(
            state,
            .network,
            lists.list,
            of: lists.rows.count,
            state.capacity(rect, of: .network),
            notes: state.boxNotes,
            in: rect
        )
        drawSection(lists, state, empty: state.isNetworkRead ? state.emptyNetwork : nil, in: inner)
    }
}

extension DashboardState {
    /// The boxes that somebody should look at, with what is wrong and its age.
    private var faultyBoxes: [(box: NetworkBox, status: BoxStatus)] {
        let books = cloud.inventory.network
        return NetworkBox.allCases.compactMap { box in
            guard let status = books.boxes[box], status.state.isFaulty else { return nil }
            return (box, status)
        }
    }

    /// What the title of the pane says of boxes that are not sound.
    fileprivate var boxNotes: [(text: String, role: Role)] {
        faultyBoxes.map { box, status in
            let age = Formats.span(now.milliseconds(since: status.at))
            return ("\(box.short) \(status.state.word.text(setup.glyphs)) \(age) ago", status.state.word.role)
        }
    }

    /// What is said where a section has no rows.
    fileprivate var emptyNetwork: String {
        let books = cloud.inventory.network
        let section = lists.network.section
        switch section {
        case .mappings, .screens:
            return books.natType == nil
                ? "no NAT box is set up; network.nat-type says which" : "there are no \(section.plural) yet"
        case .boxes: return "no box is set up; network.nat-type and network.dhcp say which"
        case .pools, .dhcp: return "there are no \(section.plural) yet"
        }
    }

    /// What the pulse says of the network.
    var networkAttention: [[Span]] {
        let glyphs = setup.glyphs
        let books = cloud.inventory.network
        var lines = faultyBoxes.map { box, status in
            let age = Formats.span(now.milliseconds(since: status.at))
            let message = status.message.isEmpty ? "" : ": \(status.message)"
            return [
                Span("\(status.state.word.text(glyphs)) ", status.state.word.role),
                Span("\(box.title) \(age) ago\(message)"),
            ]
        }
        let adrift =
            books.mappings.count { $0.standing == .drifting }
            + books.grants.count { $0.closed == nil && $0.standing == .drifting }
        if adrift > 0 {
            let word = Standing.drifting.word
            lines.append([Span("\(word.text(glyphs)) ", word.role), Span("\(adrift) of what the NAT box is to do")])
        }
        return lines
    }

    /// Open ways to screens and boxes that are not sound, for the status bar; empty where there are none.
    var networkSpans: [Span] {
        guard cloud.known.contains(.network) else { return [] }
        let open = cloud.inventory.network.grants.count { $0.closed == nil }
        var spans = open > 0 ? [Span("screens ", .status), Span("\(open)", .busy)] : []
        for (box, status) in faultyBoxes {
            spans.append(
                Span("\(spans.isEmpty ? "" : " ")\(box.short) \(setup.glyphs.text(.failed))", status.state.word.role)
            )
        }
        return spans
    }
}
