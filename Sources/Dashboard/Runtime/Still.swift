public import BaadalModel
public import Canvas

/// Draws one frame of a dashboard, with all that it would load, and no terminal.
///
/// - Throws: What reading the store throws.
public func still(_ state: DashboardState, of reader: any CloudReader) async throws -> Frame {
    var state = state
    let scope = state.scope
    let update = try await reader.inventory(since: nil, scope: scope)
    var effects = state.update(.inventory(update, scope: scope))
    while !effects.isEmpty {
        var next: [DashboardEffect] = []
        for case .load(let load) in effects {
            for event in try await reader.answer(load, step: state.step) { next += state.update(event) }
        }
        effects = next
    }
    return view(state)
}
