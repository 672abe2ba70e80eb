internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// The rows of the comparison that an action is meant for.
    private var chosenComparisons: [SanityRow] {
        chosenItems.compactMap { item in
            if case .sanity(let id) = item.id { comparison(id) } else { nil }
        }
    }

    /// A row of the comparison as it is now; `nil` where there is none any more.
    private func comparison(_ id: SanityRow.ID) -> SanityRow? {
        let vm =
            switch id {
            case .vm(let vm): Optional(vm)
            case .snapshot(let snapshot): cloud.inventory.snapshots[snapshot]?.vm
            }
        return vm.flatMap { cloud.inventory.sanity(of: $0).first { $0.id == id } }
    }

    /// What a key of the storage pane does about a row; `nil` where it does nothing.
    private func remedy(_ id: Action.ID, for row: SanityRow) -> SanityRow.Remedy? {
        let fitting: [SanityRow.Remedy] =
            switch id {
            case .add: [.adopt]
            case .remove: [.undefine, .forget, .deleteSnapshot]
            default: []
            }
        return fitting.first(where: row.remedies.contains)
    }

    /// Why a key does nothing about the chosen rows; `nil` where it does.
    func sanityReason(_ id: Action.ID) -> String? {
        guard id == .add || id == .remove else { return "here orphans are adopted, or rows deleted" }
        let rows = chosenComparisons
        guard let first = rows.first else { return isStorageRead ? "there is no VM here" : "it is not read yet" }
        guard rows.allSatisfy({ remedy(id, for: $0) == nil }) else { return nil }
        return id == .add
            ? "\(first.title) is not to be adopted: \(first.message)"
            : "\(first.title) is not deleted here: \(first.message)"
    }

    /// Does something about the chosen rows: about all that the first remedy fits.
    mutating func repair(_ id: Action.ID) -> [DashboardEffect] {
        let rows = chosenComparisons
        let remedies = rows.compactMap { remedy(id, for: $0) }
        guard let remedy = remedies.first else { return [] }
        let fitting = rows.filter { $0.remedies.contains(remedy) }
        let left = rows.filter { !$0.remedies.contains(remedy) }.map { "\($0.title): \($0.message)" }
        let items = chosenItems.filter { item in fitting.contains { item.id == .sanity($0.id) } }
        var confirm: Confirm
        switch remedy {
        case .adopt: return open(adoptForm(fitting))
        case .undefine:
            let words = "it is stopped, and its definition removed from its host; its disks stay"
            confirm = self.confirm("undefine", items, [.order(fitting.map { .undefine($0.vm) })], .typed, words)
        case .forget:
            let words = "the database knows nothing of it any more; its files stay"
            confirm = self.confirm("forget", items, [.order(fitting.map { .forget($0.vm) })], .typed, words)
        case .deleteSnapshot:
            let commands = fitting.compactMap { row in row.snapshot.map { Command.deleteSnapshot(row.vm, snapshot: $0) }
            }
            let level: Confirmation = fitting.count > 5 ? .typed : Command.Kind.deleteSnapshot.confirmation
            confirm = self.confirm("delete snapshot", items, [.order(commands)], level, "on the side that has it")
            confirm.noun = "snapshots"
        }
        confirm.leftOut = left
        return ask(confirm)
    }

    /// What can be done about a row, in words.
    func remedies(of id: SanityRow.ID) -> [[Span]] {
        guard let row = comparison(id) else { return [] }
        let words = SanityRow.Remedy.allCases.filter(row.remedies.contains).map { remedy in
            switch remedy {
            case .adopt: "adopt it (A)"
            case .undefine: "stop it and remove its definition (D)"
            case .forget: "remove it from the database (D)"
            case .deleteSnapshot: "delete the snapshot (D)"
            }
        }
        return (words.isEmpty ? ["nothing"] : words).map { fact("To do", $0) }
    }
}
