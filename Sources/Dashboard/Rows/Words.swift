internal import BaadalModel
internal import Canvas

/// A state as a sign, a word and a meaning, so that it reads in one colour too.
struct StateWord: Hashable, Sendable {
    var glyph: Glyph
    var word: String
    var role: Role

    /// As `● running`.
    func text(_ glyphs: GlyphSet) -> String { "\(glyphs.text(glyph)) \(word)" }
}

extension VM.State {
    var word: StateWord {
        switch self {
        case .running: StateWord(glyph: .active, word: rawValue, role: .ok)
        case .paused: StateWord(glyph: .paused, word: rawValue, role: .warn)
        case .stopping: StateWord(glyph: .working, word: rawValue, role: .busy)
        case .stopped: StateWord(glyph: .inactive, word: rawValue, role: .off)
        case .crashed, .unresponsive: StateWord(glyph: .failed, word: rawValue, role: .bad)
        case .unknown, .gone: StateWord(glyph: .unknown, word: rawValue, role: .unknown)
        }
    }
}

extension Host.State {
    var word: StateWord {
        switch self {
        case .up: StateWord(glyph: .active, word: rawValue, role: .ok)
        case .down: StateWord(glyph: .failed, word: rawValue, role: .bad)
        case .maintenance: StateWord(glyph: .paused, word: rawValue, role: .warn)
        case .poweringUp, .poweringDown: StateWord(glyph: .working, word: rawValue, role: .busy)
        case .unknown: StateWord(glyph: .unknown, word: rawValue, role: .unknown)
        }
    }
}

extension TaskRecord {
    var stateWord: StateWord {
        switch status {
        case .pending: StateWord(glyph: .waiting, word: status.word, role: .dim)
        case .processing: StateWord(glyph: .working, word: isCancelRequested ? "cancelling" : "working", role: .busy)
        case .success: StateWord(glyph: .mark, word: status.word, role: .ok)
        case .failed where cause == .cancelled: StateWord(glyph: .inactive, word: "cancelled", role: .off)
        case .failed: StateWord(glyph: .failed, word: status.word, role: .bad)
        case .partial: StateWord(glyph: .failed, word: status.word, role: .warn)
        case .retry: StateWord(glyph: .mark, word: "retried", role: .off)
        case .ignored: StateWord(glyph: .inactive, word: status.word, role: .off)
        }
    }
}

extension Command.Kind {
    /// What is done, as a person says it.
    var verb: String {
        switch self {
        case .start: "start"
        case .shutDown: "shut down"
        case .powerOff: "power off"
        case .reboot: "reboot"
        case .suspend: "suspend"
        case .resume: "resume"
        case .claim: "claim"
        case .adopt: "adopt"
        case .undefine: "undefine"
        case .forget: "forget"
        case .addHost: "add host"
        case .removeHost: "remove host"
        case .install: "create"
        case .attachDisk: "attach a disk to"
        case .detachDisk: "detach a disk of"
        case .resizeDisk: "resize a disk of"
        case .edit: "edit"
        case .snapshot: "snapshot"
        case .revert: "revert"
        case .deleteSnapshot: "delete a snapshot of"
        case .checkSnapshots: "check the snapshots of"
        case .clone: "clone to"
        case .migrate: "migrate"
        case .moveDisks: "move the disks of"
        case .delete: "delete"
        case .undelete: "restore"
        case .purge: "purge"
        case .saveTemplate: "save as template"
        case .addTemplate: "add template"
        case .deleteTemplate: "delete template"
        case .checkDatastore: "check datastore"
        case .cordon: "cordon"
        case .uncordon: "uncordon"
        case .switchOn: "switch on"
        case .switchOff: "switch off"
        case .fence: "fence"
        case .restart: "restart elsewhere"
        case .save: "save and stop"
        case .restore: "bring back"
        case .grant: "open the screen of"
        case .repair: "repair"
        case .clearNAT: "clear"
        case .job: "do"
        case .bulk: "order"
        }
    }
}

extension TaskRecord {
    /// What is done, of a bulk order what its parts do.
    var verb: String {
        if case .bulk(let kind) = command { kind.verb } else { command.kind.verb }
    }
}
