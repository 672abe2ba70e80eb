internal import BaadalModel
public import Canvas

/// Draws the dashboard as it is.
///
/// It reads the state and nothing else: no clock, no store.
public func view(_ state: DashboardState) -> Frame {
    var frame = Frame(columns: state.size.columns, rows: state.size.rows)
    guard !state.isTooSmall else {
        let size = "\(state.size.columns)x\(state.size.rows); needs "
        let needed = "\(Arrangement.smallest.columns)x\(Arrangement.smallest.rows)"
        frame.write("\(size)\(needed)", column: 0, row: 0, style: Style(.warn))
        return frame
    }
    let arrangement = state.arrangement
    frame.drawStatusBar(state, in: arrangement.status)
    for (part, rect) in arrangement.parts {
        switch part {
        case .welcome: frame.drawWelcome(state, in: rect)
        case .list(.pulse): frame.drawPulse(state, in: rect)
        case .list(.hosts): frame.drawHosts(state, in: rect)
        case .list(.vms): frame.drawVMs(state, in: rect)
        case .list(.tasks): frame.drawTasks(state, in: rect)
        case .list(.snapshots): frame.drawSnapshots(state, in: rect)
        case .list(.network): frame.drawNetwork(state, in: rect)
        case .list(.storage): frame.drawStorage(state, in: rect)
        case .list(.balance): frame.drawBalance(state, in: rect)
        case .detail(let subject, let isWhole): frame.drawDetail(state, subject, isWhole: isWhole, in: rect)
        }
    }
    if let message = arrangement.message { frame.drawMessage(state, in: message) }
    frame.drawKeys(state, in: arrangement.keys)
    if let overlay = state.overlay { frame.draw(overlay, state, in: frame.bounds) }
    return state.isRotating ? shifted(frame, state) : frame
}

/// Moves a picture that nobody touches by one cell each third minute, so that no cell of a wall shows the same for years.
///
/// In each second minute some panes would never be moved, and others always: going round takes two minutes.
private func shifted(_ frame: Frame, _ state: DashboardState) -> Frame {
    guard state.now.seconds / 60 % 3 == 1 else { return frame }
    var moved = Frame(columns: frame.columns, rows: frame.rows)
    moved.paste(frame, column: 1, row: 0)
    return moved
}
