internal import BaadalModel
internal import Canvas

/// What came of a typed command.
enum PaletteResult {
    case done([DashboardEffect])
    /// In words, with what would be accepted.
    case problem(String)
}

extension DashboardState {
    /// Runs a command of the palette: a pane, an action, or a word with an argument.
    mutating func run(_ text: String) -> PaletteResult {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard let first = parts.first else {
            overlay = nil
            return .done([])
        }
        let argument = parts.count > 1 ? parts[1] : ""
        let words = candidates(for: first, isWhole: true)
        guard let word = words.first, words.count == 1 else {
            let choice = words.isEmpty ? paletteWords : words
            let what = words.isEmpty ? "there is no '\(first)'" : "'\(first)' is short for several"
            return .problem("\(what): \(choice.prefix(8).joined(separator: ", "))")
        }
        return run(word, argument)
    }

    private mutating func run(_ word: String, _ argument: String) -> PaletteResult {
        if word == "theme" {
            guard setup.themes.contains(argument) else {
                return .problem("themes: \(setup.themes.joined(separator: ", "))")
            }
            overlay = nil
            return .done([.useTheme(argument)])
        }
        if word == "columns" { return show(columns: argument) }
        if word == "sort", !argument.isEmpty { return sort(by: argument) }
        if let pane = Pane(word: word) {
            overlay = nil
            _ = perform(Action.ID(rawValue: word) ?? .pulse)
            if pane == .storage, let section = StorageSection(rawValue: argument) {
                show(section)
            } else if pane == .network, let section = NetworkSection(rawValue: argument) {
                show(section)
            } else if pane != .pulse, !argument.isEmpty {
                if let problem = problem(of: argument) { return .problem(problem) }
                narrow(to: argument)
            }
            return .done([])
        }
        guard let id = Action.ID(rawValue: word), keymap.action(id) != nil else { return .problem("not here: \(word)") }
        guard argument.isEmpty else { return .problem("\(word) is for the row under the cursor; it takes no name") }
        overlay = nil
        return .done(perform(id))
    }

    private mutating func sort(by text: String) -> PaletteResult {
        let columns = sortColumns
        let order = SortOrder(text)
        guard columns.contains(order.column) else {
            return .problem("columns: \(columns.joined(separator: ", ")); '-' before one turns it around")
        }
        overlay = nil
        return .done(sort { current, _ in current = order })
    }

    /// Shows the columns that are named, in that order; `all` for all of them.
    private mutating func show(columns text: String) -> PaletteResult {
        let known = pane.columnIDs
        let wanted = text == "all" ? [] : text.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
        guard !known.isEmpty else { return .problem("the columns of this pane are as they are") }
        guard text == "all" || !wanted.isEmpty, wanted.allSatisfy(known.contains) else {
            return .problem("columns: all, or some of \(known.joined(separator: ", "))")
        }
        overlay = nil
        choices.columns[pane.word] = wanted.isEmpty ? nil : wanted
        return .done([.remember(choices)])
    }

    /// All words that a command can begin with here.
    var paletteWords: [String] {
        let offered = keymap.actions(in: place).filter { !Self.motions.contains($0.id) }
        return offered.map(\.id.rawValue)
    }

    private static let motions: Set<Action.ID> = [
        .up, .down, .left, .right, .top, .bottom, .pageUp, .pageDown, .halfUp, .halfDown, .open, .back,
    ]

    /// The words or arguments that what is typed may become.
    ///
    /// - Parameter isWhole: Whether a word that fits exactly is the only one.
    func candidates(for text: String, isWhole: Bool = false) -> [String] {
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else {
            if isWhole, paletteWords.contains(text) { return [text] }
            return paletteWords.filter { $0.hasPrefix(text) }
        }
        let arguments =
            switch parts[0] {
            case "theme": setup.themes
            case Pane.network.word: NetworkSection.allCases.map(\.rawValue)
            case Pane.storage.word: StorageSection.allCases.map(\.rawValue)
            default: [String]()
            }
        return arguments.filter { $0.hasPrefix(parts[1]) }
    }

    /// What is typed, as far as it can only go on one way.
    func completion(of text: String) -> String {
        let found = candidates(for: text)
        guard let first = found.first else { return text }
        var common = first
        for word in found.dropFirst() {
            while !word.hasPrefix(common) { common.removeLast() }
        }
        let head = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let begun = head.count > 1 ? head[0] + " " : ""
        return begun + common + (found.count == 1 && head.count == 1 ? " " : "")
    }
}
