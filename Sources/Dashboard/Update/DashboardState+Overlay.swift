internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// Gives a key to what lies over the panes.
    mutating func pressOnOverlay(_ key: Key) -> [DashboardEffect] {
        switch overlay {
        case nil: return []
        case .help(let top): scrollOverlay(key, top) { .help(top: $0) }
        case .note(let title, let lines, let top):
            scrollOverlay(key, top) { .note(title: title, lines: lines, top: min($0, max(0, lines.count - 1))) }
        case .why(let subject, let top): scrollOverlay(key, top) { .why(subject, top: $0) }
        case .form(let form): return pressOnForm(key, form)
        case .destination(let destination): return pressOnDestination(key, destination)
        case .menu(let actions, let chosen): return pressOnMenu(key, actions, chosen)
        case .prompt(let prompt): return pressOnPrompt(key, prompt)
        case .confirm(let confirm): return pressOnConfirm(key, confirm)
        }
        return []
    }

    private mutating func scrollOverlay(_ key: Key, _ top: Int, _ make: (Int) -> Overlay) {
        let page = max(1, size.rows - 6)
        switch key {
        case .down, .character("j"): overlay = make(top + 1)
        case .up, .character("k"): overlay = make(max(0, top - 1))
        case .pageDown, .character(" "): overlay = make(top + page)
        case .pageUp: overlay = make(max(0, top - page))
        case .escape, .enter, .character("q"), .character("?"): overlay = nil
        default: break
        }
    }

    private mutating func pressOnMenu(_ key: Key, _ actions: [Action.ID], _ chosen: Int) -> [DashboardEffect] {
        switch key {
        case .down, .character("j"): overlay = .menu(actions, chosen: min(chosen + 1, actions.count - 1))
        case .up, .character("k"): overlay = .menu(actions, chosen: max(0, chosen - 1))
        case .escape, .character("q"), .character("m"): overlay = nil
        case .enter:
            overlay = nil
            guard actions.indices.contains(chosen) else { return [] }
            return perform(actions[chosen])
        default:
            // The key of an action works in its menu too.
            guard let id = keymap.action(key, in: place), actions.contains(id) else { return [] }
            overlay = nil
            return perform(id)
        }
        return []
    }

    private mutating func pressOnConfirm(_ key: Key, _ confirm: Confirm) -> [DashboardEffect] {
        var confirm = confirm
        if key == .escape {
            overlay = nil
            say("\(confirm.label): left undone", .dim)
            return []
        }
        switch confirm.level {
        case .none: return send(confirm)
        case .yes:
            if key == .character("y") { return send(confirm) }
            if key == .character("n") || key == .character("q") { return pressOnConfirm(.escape, confirm) }
            return []
        case .dialog:
            switch key {
            case .tab, .backTab, .left, .right: confirm.isAccepting.toggle()
            case .character(" "): confirm.option?.isOn.toggle()
            case .enter: return confirm.isAccepting ? send(confirm) : pressOnConfirm(.escape, confirm)
            default: return []
            }
        case .typed:
            if key == .enter {
                return confirm.field.text == confirm.expected ? send(confirm) : []
            }
            _ = confirm.field.handle(key)
        }
        overlay = .confirm(confirm)
        return []
    }

    // MARK: - Prompts

    private mutating func pressOnPrompt(_ key: Key, _ prompt: Prompt) -> [DashboardEffect] {
        var prompt = prompt
        switch key {
        case .escape:
            overlay = nil
            if prompt.kind == .filter { narrow(to: prompt.before) }
            return []
        case .enter: return finish(prompt)
        case .tab where prompt.kind == .command: prompt.field.set(completion(of: prompt.field.text))
        default:
            guard prompt.field.handle(key) else { return [] }
        }
        switch prompt.kind {
        case .filter:
            prompt.problem = problem(of: prompt.field.text)
            // A filter that cannot be read yet leaves the list as it is.
            if prompt.problem == nil { narrow(to: prompt.field.text) }
        case .marks: prompt.problem = problem(of: prompt.field.text)
        case .command, .host: prompt.problem = nil
        }
        overlay = .prompt(prompt)
        return []
    }

    private mutating func finish(_ prompt: Prompt) -> [DashboardEffect] {
        let text = prompt.field.text
        guard prompt.problem == nil else { return [] }
        switch prompt.kind {
        case .filter: overlay = nil
        case .marks:
            overlay = nil
            if !text.isEmpty { mark(fitting: text) }
        case .host:
            guard !text.isEmpty else { break }
            overlay = nil
            return [.submit(.order([.addHost(uri: text, name: nil)]), label: "add host \(text)")]
        case .command:
            switch run(text) {
            case .done(let effects): return effects
            case .problem(let problem):
                var again = prompt
                again.problem = problem
                overlay = .prompt(again)
            }
        }
        return []
    }
}
