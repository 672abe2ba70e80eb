internal import Canvas

/// What each key does in each place.
///
/// Where nothing may be changed, the keys that do are not in it.
struct Keymap: Sendable {
    /// The actions that exist here, in the order of the help.
    let actions: [Action]
    private let byKey: [Place: [Key: Action.ID]]

    init(mayChange: Bool) {
        actions = Action.all.filter { mayChange || $0.kind == .look }
        var byKey: [Place: [Key: Action.ID]] = [:]
        for action in actions {
            for place in action.places {
                for key in action.keys { byKey[place, default: [:]][key] = action.id }
            }
        }
        self.byKey = byKey
    }

    /// What a key does; `nil` where it does nothing.
    func action(_ key: Key, in place: Place) -> Action.ID? { byKey[place]?[key] }

    /// An action by its id; `nil` where it does not exist here.
    func action(_ id: Action.ID) -> Action? { actions.first { $0.id == id } }

    /// What can be done in a place, for the help.
    func actions(in place: Place) -> [Action] { actions.filter { $0.places.contains(place) } }

    /// What the menu of a place offers, what changes something first.
    func menu(in place: Place) -> [Action.ID] {
        let offered = actions(in: place).filter(\.isInMenu)
        return (offered.filter { $0.kind != .look } + offered.filter { $0.kind == .look }).map(\.id)
    }

    /// The places in which a changing key of another place would work, for a hint.
    func places(of key: Key) -> [Place] { Place.allCases.filter { byKey[$0]?[key] != nil } }
}
