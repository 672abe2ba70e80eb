public import BaadalModel

extension Command {
    /// What the command does, step by step.
    var steps: [Step] {
        switch self {
        case .start(let vm): DomainAction.start.steps(on: vm)
        case .shutDown(let vm): DomainAction.shutDown.steps(on: vm)
        case .powerOff(let vm): DomainAction.powerOff.steps(on: vm)
        case .reboot(let vm): DomainAction.reboot.steps(on: vm)
        case .suspend(let vm): DomainAction.suspend.steps(on: vm)
        case .resume(let vm): DomainAction.resume.steps(on: vm)
        case .claim(let vm): ClaimVM.steps(vm)
        case .adopt(let vm, let order): AdoptVM(id: vm, order: order).steps
        case .undefine(let vm): UndefineVM(id: vm).steps
        case .forget(let vm): ForgetVM(id: vm).steps
        case .addHost(let uri, let name): AddHost.steps(uri: uri, name: name)
        case .removeHost(let host): RemoveHost.steps(host)
        case .install(let vm, let order): InstallVM(id: vm, order: order).steps
        case .attachDisk(let vm, let size, let store): AttachDisk(id: vm, size: size, datastore: store).steps
        case .detachDisk(let vm, let target, let deletes): DetachDisk(id: vm, target: target, deletes: deletes).steps
        case .resizeDisk(let vm, let target, let size): ResizeDisk(id: vm, target: target, size: size).steps
        case .edit(let vm, let order): EditVM(id: vm, order: order).steps
        case .snapshot(let vm, let order): SnapshotVM(id: vm, order: order).steps
        case .revert(let vm, let name, let keeps): RevertVM(id: vm, name: name, keepsPresent: keeps).steps
        case .deleteSnapshot(let vm, let name): DeleteSnapshot(id: vm, name: name).steps
        case .checkSnapshots(let vm): CheckSnapshots.steps(vm)
        case .clone(let vm, let order): CloneVM(id: vm, order: order).steps
        case .migrate(let vm, let order): MigrateVM(id: vm, order: order).steps
        case .moveDisks(let vm, let store): MoveDisks(id: vm, destination: store).steps
        case .delete(let vm): DeleteVM(id: vm).steps
        case .undelete(let vm): UndeleteVM(id: vm).steps
        case .purge(let vm): PurgeVM(id: vm).steps
        case .saveTemplate(let vm, let order): SaveTemplate(id: vm, order: order).steps
        case .addTemplate(let order): AddTemplate(order: order).steps
        case .deleteTemplate(let template): DeleteTemplate(id: template).steps
        case .checkDatastore(let store): CheckDatastore(id: store).steps
        case .cordon(let host): Maintenance.steps(host, mode: .maintenance)
        case .uncordon(let host): Maintenance.steps(host, mode: .active)
        case .switchOn(let host): SwitchHost(host: host).on
        case .switchOff(let host): SwitchHost(host: host).off
        case .fence(let host): SwitchHost(host: host).fence
        case .restart(let vm, let host): RestartVM(id: vm, host: host).steps
        case .save(let vm): SaveVM(id: vm).save
        case .restore(let vm): SaveVM(id: vm).restore
        case .grant(let vm, let order): GrantScreen(id: vm, order: order).steps
        case .repair(let box): RepairBox(box: box).steps
        case .clearNAT: ClearNAT.steps
        case .job(let job): RunJob(job: job).steps
        case .bulk: []
        }
    }
}

extension Command {
    /// The names of the steps that carry the command out, in order; empty for parents.
    public var stepNames: [String] { steps.map(\.name) }
}
