internal import BaadalModel
internal import Canvas

extension Frame {
    /// Draws the list of snapshots, and below it how many VMs have none.
    mutating func drawSnapshots(_ state: DashboardState, in rect: Rect) {
        let list = state.lists.snapshots
        let visible = state.capacity(rect, of: .snapshots)
        let inner = frame(state, .snapshots, list, of: state.cloud.inventory.snapshots.count, visible, in: rect)
        let table = SnapshotRow.table(
            list.sort,
            columns: state.choices.columns["snapshots"],
            hasGutter: !state.isRotating
        )
        let rows = list.inSight(visible).compactMap { state.row($0) }
        draw(table, rows: rows, in: inner, selected: state.cursor(list), glyphs: state.setup.glyphs) {
            list.marks.contains($0.snapshot.id)
        }
        guard inner.rows > 2 else { return }
        write(state.coverageLine, column: inner.column + 1, row: inner.endRow - 1, width: inner.columns - 1)
    }
}
