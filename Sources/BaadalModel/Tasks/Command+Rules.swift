extension Command.Kind {
    /// The states in which a VM accepts the command; `nil` where the state does not matter.
    public var acceptedStates: Set<VM.State>? {
        switch self {
        case .start: [.stopped, .crashed]
        case .shutDown, .reboot, .suspend: [.running]
        case .powerOff: [.running, .paused, .stopping, .crashed, .unresponsive]
        case .resume: [.paused]
        case .attachDisk, .detachDisk, .resizeDisk, .edit: [.running, .paused, .stopped, .crashed]
        case .snapshot, .revert, .deleteSnapshot, .migrate: [.running, .paused, .stopped, .crashed]
        case .moveDisks, .saveTemplate: [.stopped, .crashed]
        case .adopt: [.running, .paused, .stopping, .stopped, .crashed]
        case .delete, .undefine: [.running, .paused, .stopping, .stopped, .crashed]
        case .save, .grant: [.running, .paused]
        case .restore: [.stopped, .crashed]
        case .claim, .forget, .addHost, .removeHost, .install, .checkSnapshots, .clone, .undelete, .purge, .addTemplate,
            .deleteTemplate, .checkDatastore, .cordon, .uncordon, .switchOn, .switchOff, .fence, .restart, .repair,
            .clearNAT, .job, .bulk:
            nil
        }
    }

    /// What a command needs of the VM that it names.
    public enum Standing: Hashable, Sendable {
        /// A host shows it.
        case shown
        /// Nothing of that identifier is there yet.
        case new
        /// It is in the trash.
        case trashed
        /// It is in the books, and no host has it.
        case lost
        /// The command names none.
        case none
    }

    /// What the command needs of the VM that it names.
    public var standing: Standing {
        switch self {
        case .install, .clone: .new
        case .undelete, .purge: .trashed
        case .forget: .lost
        case .start, .shutDown, .powerOff, .reboot, .suspend, .resume, .claim, .adopt, .undefine, .attachDisk,
            .detachDisk, .resizeDisk, .edit, .snapshot, .revert, .deleteSnapshot, .checkSnapshots, .migrate, .moveDisks,
            .delete, .saveTemplate,
            .restart, .save, .restore, .grant:
            .shown
        case .addHost, .removeHost, .addTemplate, .deleteTemplate, .checkDatastore, .cordon, .uncordon, .switchOn,
            .switchOff, .fence, .repair, .clearNAT, .job, .bulk:
            .none
        }
    }

    /// What undoes the command at once; `nil` where nothing does.
    public var inverse: Command.Kind? {
        switch self {
        case .suspend: .resume
        case .resume: .suspend
        case .delete: .undelete
        case .cordon: .uncordon
        case .uncordon: .cordon
        case .start, .shutDown, .powerOff, .reboot, .claim, .adopt, .undefine, .forget, .addHost, .removeHost, .install,
            .attachDisk, .detachDisk, .resizeDisk, .edit, .snapshot, .revert, .deleteSnapshot, .checkSnapshots, .clone,
            .migrate, .moveDisks,
            .undelete, .purge, .saveTemplate, .addTemplate, .deleteTemplate, .checkDatastore, .switchOn, .switchOff,
            .fence, .restart, .save, .restore, .grant, .repair, .clearNAT, .job, .bulk:
            nil
        }
    }

    /// How much is asked before the command is sent from a screen.
    public var confirmation: Confirmation {
        switch self {
        case .start, .resume, .suspend, .snapshot, .checkSnapshots, .addHost, .install, .addTemplate, .checkDatastore,
            .bulk, .job, .undelete, .uncordon, .switchOn, .restore, .grant:
            .none
        case .shutDown, .reboot, .claim, .adopt, .attachDisk, .detachDisk, .resizeDisk, .clone, .migrate, .moveDisks,
            .saveTemplate, .save, .repair:
            .yes
        case .powerOff, .revert, .edit, .deleteSnapshot, .deleteTemplate, .cordon, .restart: .dialog
        case .removeHost, .delete, .undefine, .forget, .purge, .switchOff, .fence, .clearNAT: .typed
        }
    }

    /// Whether tasks of the kind are worked on while the cloud as a whole is down, or on its way.
    public var isDoneWhileDown: Bool {
        switch self {
        case .save, .restore, .restart, .cordon, .uncordon, .switchOn, .switchOff, .fence, .addHost, .repair, .clearNAT:
            true
        default: false
        }
    }

    /// Whether a VM that was saved before is not any more once a task of the kind has done its work: it runs, or is no
    /// more.
    public var endsSaved: Bool { [.start, .restart, .restore, .delete, .purge, .undefine, .forget].contains(self) }

    /// Whether a task of the kind has nothing more to do once the host of its VM is lost: what it changed is lost with it.
    public var endsWithItsHost: Bool {
        switch self {
        case .start, .shutDown, .powerOff, .reboot, .suspend, .resume, .snapshot, .migrate, .edit, .save, .restore,
            .grant:
            true
        default: false
        }
    }

    /// Whether a task of the kind that has begun can be finished on the host where its VM was restarted: what it made lies
    /// in a datastore.
    public var goesOnElsewhere: Bool { self == .attachDisk || self == .detachDisk }

    /// The name of the task type in the function list that Baadal was made from; `nil` for kinds that it lacks.
    public var specifiedName: String? {
        switch self {
        case .install: "Create VM"
        case .start: "Start VM"
        case .shutDown: "Stop VM"
        case .powerOff: "Destroy VM"
        case .suspend: "Suspend VM"
        case .resume: "Resume VM"
        case .delete: "Delete VM"
        case .snapshot: "Snapshot VM"
        case .revert: "Revert to Snapshot"
        case .deleteSnapshot: "Delete Snapshot"
        case .edit: "Edit VM Config"
        case .clone: "Clone VM"
        case .attachDisk: "Attach Disk"
        case .migrate: "Migrate VM Between Hosts"
        case .moveDisks: "Migrate VM Between Datastores"
        case .saveTemplate: "Save As Template"
        case .deleteTemplate: "Delete Template"
        case .reboot, .claim, .adopt, .undefine, .forget, .addHost, .removeHost, .detachDisk, .resizeDisk,
            .checkSnapshots, .undelete, .purge, .addTemplate, .checkDatastore, .cordon, .uncordon, .switchOn,
            .switchOff, .fence, .restart, .save, .restore, .grant, .repair, .clearNAT, .job, .bulk:
            nil
        }
    }

    /// What the task says when it has succeeded, unless its steps have more to say.
    public func successMessage(_ name: String) -> String {
        switch self {
        case .start: "\(name) is started successfully"
        case .shutDown: "\(name) is shut down successfully"
        case .powerOff: "\(name) is destroyed successfully"
        case .reboot: "\(name) is rebooted successfully"
        case .suspend: "\(name) is suspend successfully"
        case .resume: "\(name) is resumed successfully"
        case .claim: "\(name) is claimed successfully"
        case .adopt: "\(name) is adopted successfully"
        case .undefine: "\(name) is undefined successfully"
        case .forget: "\(name) is forgotten successfully"
        case .addHost: "\(name) is added successfully"
        case .removeHost: "\(name) is removed successfully"
        case .install: "VM is installed successfully"
        case .attachDisk: "Attached extra disk successfully"
        case .detachDisk: "Detached disk successfully"
        case .resizeDisk: "Resized disk successfully"
        case .edit: ""
        case .snapshot: "Snapshotted successfully"
        case .revert: "Reverted to snapshot successfully"
        case .deleteSnapshot: "Deleted snapshot successfully"
        case .checkSnapshots: "Snapshots of \(name) are checked"
        case .clone: "Cloned successfully."
        case .migrate, .moveDisks: "\(name) is migrated successfully"
        case .delete: "\(name) is deleted successfully"
        case .undelete: "\(name) is restored successfully"
        case .purge: "\(name) is purged successfully"
        case .saveTemplate: "Saved \(name) as template successfully"
        case .addTemplate: "Template \(name) is added successfully"
        case .deleteTemplate: "Template \(name) is deleted successfully"
        case .checkDatastore: "Datastore \(name) is checked"
        case .cordon: "\(name) is in maintenance"
        case .uncordon: "\(name) is out of maintenance"
        case .switchOn: "\(name) is on, and answers"
        case .switchOff: "\(name) is off"
        case .fence: "\(name) is fenced: its power is off"
        case .restart: "\(name) is restarted successfully"
        case .save: "\(name) is saved successfully"
        case .restore: "\(name) is restored successfully"
        case .grant: "The screen of \(name) is open"
        case .repair: "\(name) does what the database says"
        case .clearNAT: "All mappings and ways to screens are given up"
        case .job: "\(name) is done"
        case .bulk: name
        }
    }

    /// What the task says before the reason where it has failed; `nil` for the reason alone.
    public var failurePrefix: String? {
        self == .attachDisk
            ? "Your request for additional HDD could not be completed at this moment" : nil
    }
}
