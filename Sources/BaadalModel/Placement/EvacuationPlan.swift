/// Where the VMs of a host go that is to be empty: one plan for all of them.
public struct EvacuationPlan: Hashable, Sendable {
    /// What is planned for one VM.
    public struct Move: Hashable, Sendable {
        /// The VM.
        public var vm: VM.ID
        /// What it is called.
        public var name: String
        /// Where it goes; `nil` where no host takes it.
        public var host: Host.ID?
        /// What speaks against each host, where none takes it.
        public var reasons: [String] = []
    }

    /// What a VM needs of a place, and how urgent it is to find one.
    public struct Guest: Hashable, Sendable {
        /// The VM.
        public var vm: VM
        /// What its place must be like.
        public var wish: PlacementWish
        /// Higher goes first.
        public var rank: Int

        /// A VM with what it needs.
        public init(vm: VM, wish: PlacementWish, rank: Int = 0) {
            self.vm = vm
            self.wish = wish
            self.rank = rank
        }
    }

    /// What is planned, in the order in which it is done.
    public var moves: [Move]

    /// VMs that no host takes.
    public var stranded: [Move] { moves.filter { $0.host == nil } }

    /// Plans for VMs together: what one takes is not there for the next.
    ///
    /// The most urgent first, and of those the largest, which have the fewest places.
    public init(_ guests: [Guest], among hosts: [HostCapacity], policy: PlacementPolicy) {
        var hosts = hosts
        moves = []
        func isBefore(_ lhs: Guest, _ rhs: Guest) -> Bool {
            if lhs.rank != rhs.rank { return lhs.rank > rhs.rank }
            if lhs.vm.memory != rhs.vm.memory { return lhs.vm.memory > rhs.vm.memory }
            return (lhs.vm.name, lhs.vm.id) < (rhs.vm.name, rhs.vm.id)
        }
        for guest in guests.sorted(by: isBefore) {
            let choice = HostChoice(guest.wish, among: hosts, policy: policy)
            var move = Move(vm: guest.vm.id, name: guest.vm.name, host: choice.host)
            if let index = hosts.firstIndex(where: { $0.host == choice.host }) {
                hosts[index].usedCPUs += guest.wish.vcpus
                hosts[index].usedMemory = Bytes(hosts[index].usedMemory.count + guest.wish.memory.count)
                if let group = guest.wish.group { hosts[index].groups.insert(group) }
            } else {
                move.reasons = choice.reasons()
            }
            moves.append(move)
        }
    }
}
