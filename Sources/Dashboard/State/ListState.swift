/// The column that a list is sorted by.
struct SortOrder: Hashable, Sendable {
    var column: String
    var isDescending: Bool

    /// As it is kept: `cpu`, or `-cpu` where the largest comes first.
    init(_ text: String) {
        isDescending = text.hasPrefix("-")
        column = isDescending ? String(text.dropFirst()) : text
    }

    var text: String { (isDescending ? "-" : "") + column }
}

/// What a list shows and where its cursor is.
///
/// Cursor and marks are held by identity, so that a list that changes under them cannot move them to another thing.
struct ListState<ID: Hashable & Sendable>: Sendable {
    /// What is shown, filtered and sorted.
    private(set) var order: [ID] = []
    /// What the cursor is on; `nil` in an empty list.
    private(set) var selected: ID?
    /// Where the cursor stands in `order`.
    private(set) var index = 0
    /// What is marked, also where a filter hides it.
    var marks: Set<ID> = []
    /// One end of a range that is being marked; `nil` outside of one.
    var anchor: ID?
    /// The filter as it was typed; empty for none.
    var filter = ""
    /// Whether only what is not well is shown.
    var isFaultsOnly = false
    /// Whether only VMs are shown that have no snapshot of the last week.
    var isGapsOnly = false
    var sort: SortOrder
    /// The first row in sight.
    var top = 0
    /// True once what the cursor was on is gone, until the cursor moves: a changing key would hit its neighbour.
    private(set) var isDisarmed = false

    init(sort: String) { self.sort = SortOrder(sort) }

    /// Whether something narrows the list.
    var isNarrowed: Bool { !filter.isEmpty || isFaultsOnly || isGapsOnly }

    /// Takes a new order.
    ///
    /// The cursor stays on what it was on. Where that is gone it stays at its place, and is disarmed.
    mutating func replace(_ newOrder: [ID], isVanishing: Bool) {
        order = newOrder
        if let selected, let found = newOrder.firstIndex(of: selected) {
            index = found
            return
        }
        if selected != nil, isVanishing { isDisarmed = true }
        index = max(0, min(index, newOrder.count - 1))
        selected = newOrder.isEmpty ? nil : newOrder[index]
    }

    /// Moves the cursor, no further than to an end.
    mutating func move(to place: Int) {
        isDisarmed = false
        guard !order.isEmpty else { return }
        index = max(0, min(place, order.count - 1))
        selected = order[index]
        markRange()
    }

    /// Puts the cursor on something that the list shows.
    mutating func select(_ id: ID) {
        guard let found = order.firstIndex(of: id) else { return }
        move(to: found)
    }

    /// Turns the mark of what the cursor is on around, and goes one down.
    mutating func toggleMark() {
        guard let selected else { return }
        if marks.remove(selected) == nil { marks.insert(selected) }
        move(to: index + 1)
    }

    /// Begins a range at the cursor, or ends one.
    mutating func toggleRange() {
        anchor = anchor == nil ? selected : nil
        markRange()
    }

    /// Turns the marks of all that is shown around.
    mutating func invertMarks() { marks.formSymmetricDifference(order) }

    /// The marks that the list does not show.
    var hiddenMarks: Set<ID> { marks.isEmpty ? [] : marks.subtracting(order) }

    private mutating func markRange() {
        guard let anchor, let start = order.firstIndex(of: anchor) else { return }
        marks.formUnion(order[min(start, index)...max(start, index)])
    }
}
