public import BaadalModel
public import Canvas

/// Draws one frame of a dashboard, with all that it would load, and no terminal.
///
/// - Throws: What reading the store throws.
public func still(_ state: DashboardState, of reader: any CloudReader) async throws -> Frame {
    var state = state
    let update = try await reader.inventory(since: nil, scope: state.scope)
    var effects = state.update(.inventory(update))
    while !effects.isEmpty {
        var next: [DashboardEffect] = []
        for case .load(let load) in effects {
            next += state.update(try await reader.answer(load, step: state.step))
        }
        effects = next
    }
    return view(state)
}
