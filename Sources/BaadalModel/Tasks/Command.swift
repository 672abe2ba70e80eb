/// A change that an operator can ask of the cloud.
///
/// A command says what to do and nothing of how. It is stored in the task queue as it is, so that what was asked can be
/// shown, retried and audited.
public enum Command: Hashable, Sendable {
    case start(VM.ID)
    /// Asks the guest to power down.
    case shutDown(VM.ID)
    /// Cuts the power (libvirt: destroy).
    case powerOff(VM.ID)
    case reboot(VM.ID)
    case suspend(VM.ID)
    case resume(VM.ID)
    /// Makes a VM ours that another cloud has claimed.
    case claim(VM.ID)
    /// Takes a VM that was found on a host into the books, with its disks.
    case adopt(VM.ID, AdoptOrder)
    /// Stops a VM that is not in the books, and removes its definition; its disks stay.
    case undefine(VM.ID)
    /// Removes a VM from the books that no host has any more; its files stay.
    case forget(VM.ID)
    /// Takes a libvirt host and all its domains into the cloud.
    case addHost(uri: String, name: String?)
    /// Forgets a host and what it shows; nothing on the host is changed.
    case removeHost(Host.ID)
    /// Makes a VM that was reserved under this identifier.
    case install(VM.ID, InstallOrder)
    /// Makes an empty disk of a size and plugs it in.
    case attachDisk(VM.ID, size: Bytes, datastore: Datastore.ID?)
    /// Takes a disk out by the name that the VM has for it; its image is kept, or deleted.
    case detachDisk(VM.ID, target: String, deletes: Bool)
    /// Makes a disk larger.
    case resizeDisk(VM.ID, target: String, size: Bytes)
    case edit(VM.ID, EditOrder)
    case snapshot(VM.ID, SnapshotOrder)
    /// Goes back to a snapshot; the present state is kept in one more before, where that is wanted.
    case revert(VM.ID, snapshot: String, keepsPresent: Bool)
    case deleteSnapshot(VM.ID, snapshot: String)
    /// Compares the snapshots that the cloud knows with those that libvirt has.
    case checkSnapshots(VM.ID)
    /// Copies a VM into the one that was reserved under this identifier.
    case clone(VM.ID, CloneOrder)
    case migrate(VM.ID, MigrateOrder)
    /// Moves the disks of a VM to another datastore.
    case moveDisks(VM.ID, to: Datastore.ID)
    /// Puts a VM into the trash.
    case delete(VM.ID)
    /// Takes a VM out of the trash.
    case undelete(VM.ID)
    /// Removes a VM in the trash for good.
    case purge(VM.ID)
    /// Copies the system disk of a VM into a new template.
    case saveTemplate(VM.ID, TemplateOrder)
    case addTemplate(TemplateOrder)
    /// Removes a template and its file; one that VMs stand on is deactivated.
    case deleteTemplate(Template.ID)
    /// Looks on every host whether it sees a datastore, and how much is free there.
    case checkDatastore(Datastore.ID)
    /// Keeps new VMs off a host: it is in maintenance.
    case cordon(Host.ID)
    /// Ends the maintenance of a host.
    case uncordon(Host.ID)
    /// Turns a machine on, and waits until it answers.
    case switchOn(Host.ID)
    /// Turns a machine off on which nothing runs, and sees that it is off.
    case switchOff(Host.ID)
    /// Cuts the power of a machine that does not answer, and sees that it is off, so that its VMs may run elsewhere.
    case fence(Host.ID)
    /// Starts a VM of a host that was fenced on another one, from its present disks.
    case restart(VM.ID, on: Host.ID?)
    /// Writes what a VM has in memory to disk and stops it, so that it goes on where it was.
    case save(VM.ID)
    /// Starts what ``save(_:)`` has stopped, as it was.
    case restore(VM.ID)
    /// Opens a way from outside to the screen of a VM, for a time.
    case grant(VM.ID, GrantOrder)
    /// Makes a box of the network do what the books say, whatever somebody else has made of it.
    case repair(NetworkBox)
    /// Takes back all public addresses and all ways to screens.
    case clearNAT
    /// Something that is done by itself again and again.
    case job(PeriodicJob)
    /// The parent of several tasks of one kind.
    case bulk(Kind)
}
