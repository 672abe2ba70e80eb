internal import BaadalModel
internal import Canvas

/// What lies over the panes and takes the keys first.
///
/// One at a time: Escape takes it away.
enum Overlay: Sendable {
    /// The keys of a place, from a line on.
    case help(top: Int)
    /// The actions of a place; the index of the chosen one.
    case menu([Action.ID], chosen: Int)
    /// A line that is being typed.
    case prompt(Prompt)
    /// A question before something is changed.
    case confirm(Confirm)
    /// Something to read.
    case note(title: String, lines: [[Span]], top: Int)
    /// Why something is as it is, from a line on.
    case why(Subject, top: Int)
    /// Several things that are asked for at once.
    case form(Form)
    /// Where VMs are moved to.
    case destination(Destination)
}

/// A line that is being typed at the foot of the screen.
struct Prompt: Sendable {
    enum Kind: Hashable, Sendable {
        /// What a list shows.
        case filter
        /// A word of the palette.
        case command
        /// The URI of a host to be added.
        case host
        /// What is to be marked, as a filter.
        case marks
    }

    var kind: Kind
    var field: TextField
    /// The filter before the prompt, which Escape puts back.
    var before = ""
    /// What is wrong with the text; `nil` where nothing is.
    var problem: String?
}

/// A question before an order is sent.
struct Confirm: Sendable {
    var requests: [Request]
    /// What is done, as `power off`.
    var verb: String
    /// What is hit, by name; those that a filter hides first.
    var names: [String]
    /// How many of the names a filter hides.
    var hidden = 0
    /// What was chosen and is left out, each with why.
    var leftOut: [String] = []
    /// What happens besides.
    var consequence: String?
    var level: Confirmation
    /// What several of them are called.
    var noun = "VMs"
    /// A switch beside the buttons; `nil` for none.
    var option: Option?
    /// What is typed where the level asks for it.
    var field = TextField()
    /// Whether the button that does it has the focus; Cancel has it at first.
    var isAccepting = false

    /// Something that may be done besides.
    struct Option: Sendable {
        var label: String
        var isOn = true
        /// What is sent where it is off.
        var otherwise: [Request]
    }

    /// What is sent, as the switch stands.
    var chosen: [Request] { option.map { $0.isOn ? requests : $0.otherwise } ?? requests }
    /// What has to be typed: the name of one, the count of several.
    var expected: String { names.count == 1 ? names[0] : "\(names.count)" }
    /// As `power off lab-07`, or `power off 12 VMs`.
    var label: String { names.count == 1 ? "\(verb) \(names[0])" : "\(verb) \(names.count) \(noun)" }
}
