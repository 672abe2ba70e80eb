internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws a section of the storage pane below the names of all.
    mutating func drawStorage(_ state: DashboardState, in rect: Rect) {
        let lists = state.lists.storage
        let inner = frame(
            state,
            .storage,
            lists.list,
            of: lists.rows.count,
            state.capacity(rect, of: .storage),
            in: rect
        )
        let section = lists.section
        let empty = section == .trash ? "the trash is empty" : "there are no \(section.plural) yet"
        drawSection(lists, state, empty: state.isStorageRead ? empty : nil, in: inner)
    }
}
