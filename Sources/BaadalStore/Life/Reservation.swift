public import BaadalModel

/// What a new VM needs to have kept for it, all of it or nothing.
public struct Reservation: Sendable {
    /// The VM to be.
    public var vm: VM.ID
    /// The task that it is kept for.
    public var task: TaskRecord.ID
    /// The name that its owner gives it.
    public var name: VMName
    /// Whose it will be.
    public var owner: User.ID
    /// What it is made from; `nil` for an imported image or a clone.
    public var template: Template.ID?
    /// The VM that it is cloned from; `nil` for no clone.
    public var parent: VM.ID?
    /// The part of the network that it will live in.
    public var domain: SecurityDomain.ID
    /// Processors of its own.
    public var vcpus: Int
    /// Memory.
    public var memory: Bytes
    /// The images that it will have, the one to boot from first.
    public var disks: [Image]
    /// The host, where it is chosen by hand.
    public var host: Host.ID?
    /// Hosts that are out of the question, each with why.
    public var excluded: [Host.ID: String]
    /// The datastore, where it is chosen by hand.
    public var datastore: Datastore.ID?
    /// The datastore that is taken before others where it has room.
    public var preferred: Datastore.ID?
    /// Whether it gets a public address.
    public var wantsPublicAddress: Bool
    /// What it is for.
    public var purpose: String
    /// Its group.
    public var group: String?
    /// When all is given back, unless the VM has come to be or the task is still open.
    public var expires: Timestamp

    /// An image that the VM will have.
    public struct Image: Hashable, Sendable {
        /// What it is to the VM.
        public var role: Disk.Role
        /// The size that the guest sees.
        public var size: Bytes
        /// `qcow2` or `raw`.
        public var format: String
        /// A file that is there already, taken over as it is; `nil` for one that is made.
        public var path: String?
        /// The image that it will stand on; `nil` for one that stands alone.
        public var backing: Disk.ID?

        /// An image of a size.
        public init(
            role: Disk.Role,
            size: Bytes,
            format: String = "qcow2",
            path: String? = nil,
            backing: Disk.ID? = nil
        ) {
            self.role = role
            self.size = size
            self.format = format
            self.path = path
            self.backing = backing
        }
    }

    /// A reservation for a VM of that size.
    public init(
        vm: VM.ID,
        task: TaskRecord.ID,
        name: VMName,
        owner: User.ID,
        domain: SecurityDomain.ID,
        vcpus: Int,
        memory: Bytes,
        disks: [Image],
        expires: Timestamp
    ) {
        self.vm = vm
        self.task = task
        self.name = name
        self.owner = owner
        self.domain = domain
        self.vcpus = vcpus
        self.memory = memory
        self.disks = disks
        self.expires = expires
        excluded = [:]
        wantsPublicAddress = false
        purpose = ""
    }
}
