/// Every setting of the program, with its default.
///
/// `Config/baadal.yaml` says what each means.
public struct CloudConfig: Hashable, Sendable {
    /// The cloud as a whole.
    public var cloud = Cloud()
    /// The process that acts.
    public var controller = Controller()
    /// Connections to hosts.
    public var libvirt = Libvirt()
    /// What is measured, and when a host is down.
    public var monitor = Monitor()
    /// The task queue.
    public var tasks = Tasks()
    /// The files that the past is kept in.
    public var rrd = RRD()
    /// How long things are kept.
    public var retention = Retention()
    /// How hosts are chosen for VMs.
    public var placement = Placement()
    /// What is done with hosts that are lost.
    public var hosts = Hosts()
    /// What is done by itself again and again.
    public var jobs = Jobs()
    /// The boxes of the network.
    public var network = Network()
    /// What new VMs get.
    public var vm = VM()
    /// How the screen looks.
    public var screen = Screen()
    /// What is written to the log.
    public var log = Log()

    /// The defaults.
    public init() {}

    /// The cloud as a whole.
    public struct Cloud: Hashable, Sendable {
        /// What the cloud is called on the screen.
        ///
        /// 1 to 30 characters.
        public var name = "baadal"
        /// Where the store, the RRD files, the locks and the log live; `nil` for the default of the account.
        public var state: String?
        /// Defaults for all of it.
        public init() {}
    }

    /// The process that acts.
    public struct Controller: Hashable, Sendable {
        /// A controller that a client spawned ends after so many seconds without client, task or order.
        public var idleExit = 60
        /// Defaults for all of it.
        public init() {}
    }

    /// Connections to hosts.
    public struct Libvirt: Hashable, Sendable {
        /// Seconds between two keep-alive messages.
        public var keepAliveInterval = 5
        /// Unanswered keep-alive messages after which a connection is dead.
        public var keepAliveCount = 3
        /// Seconds that a TCP port may take to answer before a connection is tried.
        public var connectTimeout = 3
        /// Seconds that opening a connection may take.
        public var openTimeout = 15
        /// Seconds that a call may take.
        public var callTimeout = 30
        /// Blocking calls at once over all hosts, not counting those that take over half a second.
        ///
        /// At most 128.
        public var blockingCalls = 128
        /// Defaults for all of it.
        public init() {}
    }

    /// What is measured, and when a host is down.
    public struct Monitor: Hashable, Sendable {
        /// Seconds between two samples of a host.
        ///
        /// At least 1.
        public var step = 10
        /// Failed polls in a row after which a host is down.
        public var strikes = 3
        /// Seconds that a poll may take before it is abandoned.
        public var pollTimeout = 8
        /// Shares at which CPU and RAM are shown as high and as very high, in percent.
        public var cpuBands = [70, 90]
        /// Shares at which storage is shown as high and as very high, in percent.
        public var storageBands = [80, 95]
        /// Defaults for all of it.
        public init() {}
    }

    /// The task queue.
    public struct Tasks: Hashable, Sendable {
        /// Tasks at once in the whole cloud.
        public var workers = 8
        /// Tasks at once on one host.
        public var perHost = 4
        /// Seconds that a task may take.
        public var deadline = 1800
        /// Seconds that a guest has to shut down.
        public var shutdownDeadline = 120
        /// How often a task is tried when its host cannot be reached.
        public var attempts = 3
        /// Seconds before the first retry; each further one waits twice as long.
        public var retryDelay = 5
        /// Seconds in which a task that has an inverse can be undone.
        public var undoWindow = 10
        /// Defaults for all of it.
        public init() {}
    }

    /// The files that the past is kept in.
    public struct RRD: Hashable, Sendable {
        /// Which files are created for new subjects.
        public var layout = Layout.ours
        /// RRD files created at most in one poll.
        public var createPerPoll = 50
        /// Defaults for all of it.
        public init() {}

        /// The shape of a new RRD file.
        public enum Layout: String, CaseIterable, Hashable, Sendable {
            /// The configured step, rates per second, shares in percent.
            case ours
            /// 300 s steps and the units of the original Baadal.
            case original
        }
    }

    /// How long things are kept.
    public struct Retention: Hashable, Sendable {
        /// Days that ended tasks and events are kept.
        public var taskDays = 400
        /// Days that deleted rows are remembered for readers that lag.
        public var tombstoneDays = 7
        /// Days that the RRD file of a VM that is gone is kept.
        public var rrdDays = 30
        /// Minutes that a VM missing from an answering host is shown as gone.
        public var goneMinutes = 10
        /// Days that a deleted VM is kept in the trash.
        public var trashDays = 14
        /// Defaults for all of it.
        public init() {}
    }

    /// How hosts are chosen for VMs.
    public struct Placement: Hashable, Sendable {
        /// The emptiest host, or the fullest that has room.
        public var strategy = PlacementPolicy.Strategy.spread
        /// How often a processor may be promised, in percent.
        public var cpuRatio = 200
        /// How often a byte of memory may be promised, in percent.
        public var memoryRatio = 200
        /// Defaults for all of it.
        public init() {}

        /// The same as the model takes it.
        public var policy: PlacementPolicy {
            PlacementPolicy(
                strategy: strategy,
                cpuRatio: Double(cpuRatio) / 100,
                memoryRatio: Double(memoryRatio) / 100
            )
        }
    }

    /// What is done by itself again and again.
    public struct Jobs: Hashable, Sendable {
        /// Seconds between two comparisons of the books with what the hosts show; 0 for never, as for all periods here.
        public var vmSanity = 1800
        /// Seconds between two comparisons of snapshots with what libvirt has.
        public var snapshotCheck = 1800
        /// Seconds between two looks at which hosts see which datastores.
        public var datastoreCheck = 3600
        /// Seconds between two readings of what hosts are made of.
        public var hostInventory = 3600
        /// Seconds between two measurements of the network.
        public var networkGraph = 14_400
        /// How many pairs of hosts are measured an hour at most.
        public var networkPairs = 60
        /// Seconds between two looks for VMs that nobody uses.
        public var idleCheck = 86_400
        /// Seconds between two looks at how evenly the hosts are used.
        public var loadBalance = 86_400
        /// Points of CPU between two hosts below which nothing is moved.
        public var balanceGap = 10
        /// How many VMs are moved at one time at most.
        public var balanceMoves = 4
        /// Seconds between two looks at how many hosts are idle.
        public var hostPower = 0
        /// Days that a VM is off before that is noted.
        public var offDays = 90
        /// Percent of its processors below which a VM counts as idle.
        public var idleCPU = 50
        /// Bytes per second received below which a VM counts as idle.
        public var idleReceived = 15_000
        /// Bytes per second sent below which a VM counts as idle.
        public var idleSent = 10_000
        /// Defaults for all of it.
        public init() {}

        /// Seconds between two times of a job; 0 for never.
        public func period(of job: PeriodicJob) -> Int {
            switch job {
            case .vmSanity: vmSanity
            case .snapshotCheck: snapshotCheck
            case .datastoreCheck: datastoreCheck
            case .hostInventory: hostInventory
            case .networkGraph: networkGraph
            case .idleCheck: idleCheck
            case .loadBalance: loadBalance
            case .hostPower: hostPower
            }
        }
    }

    /// What is done with hosts that are lost.
    public struct Hosts: Hashable, Sendable {
        /// What is done once a host is down.
        public enum Recovery: String, CaseIterable, Hashable, Sendable {
            /// It is fenced, and what ran there is restarted elsewhere; only where something can cut its power.
            case automatic
            /// Nothing before an admin asks for it.
            case ask
        }

        /// What is done once a host is down.
        public var recovery = Recovery.automatic
        /// Seconds that a machine has to come up, or to shut down.
        public var powerDeadline = 600
        /// How many idle hosts stay on, where the job `host-power` is done.
        public var spares = 2
        /// Seconds that a host is on at least before that job switches it off.
        public var minimumUptime = 3600
        /// Defaults for all of it.
        public init() {}
    }

    /// The boxes of the network: one that maps addresses, one that gives them out.
    public struct Network: Hashable, Sendable {
        /// What the NAT box is; `nil` for none.
        public var natType: NATType?
        /// Who logs in where to reach it, as `root@10.0.0.2`; `nil` for nowhere.
        public var natBox: String?
        /// How its rules are written.
        public var natDriver = NATDriver.iptables
        /// Its interface that faces the outside.
        public var natDevice = "eth0"
        /// The address of its own on which ways to screens are opened; `nil` for none.
        public var screenAddress: String?
        /// The file from which its rules come back when it starts; `nil` for none.
        public var natRules: String? = "/etc/iptables/rules.v4"
        /// The file from which its addresses come back when it starts; `nil` for none.
        public var natAddresses: String? = "/etc/network/interfaces.d/baadal"
        /// How the DHCP server is told; `nil` for a cloud that tells none.
        public var dhcpDriver: DHCPDriver?
        /// Who logs in where to reach it; `nil` for nowhere.
        public var dhcpBox: String?
        /// The file that is ours there; `nil` for the driver's default.
        public var dhcpFile: String?
        /// What is done where a box differs from the books.
        public var repair = Repair.ask
        /// Seconds between two looks at a box.
        public var look = 60
        /// Defaults for all of it.
        public init() {}

        /// What is done where a box differs from the books.
        public enum Repair: String, CaseIterable, Hashable, Sendable {
            /// It is shown, and mended when somebody asks, or something else changes on the box.
            case ask
            /// It is mended at once.
            case automatic
        }
    }

    /// What new VMs get.
    public struct VM: Hashable, Sendable {
        /// The first octets of hardware addresses that are drawn.
        public var macPrefix = "52:54:00"
        /// Snapshots are taken by themselves at that hour and minute, in `zone`.
        public var snapshotTime = "23:59"
        /// The time zone of schedules, as `Asia/Kolkata`.
        public var zone = "UTC"
        /// Seconds that a migration may take.
        public var migrationDeadline = 7200
        /// Defaults for all of it.
        public init() {}
    }

    /// How the screen looks.
    public struct Screen: Hashable, Sendable {
        /// The name of a theme in the themes folder.
        public var theme = "dark"
        /// The glyph set; `nil` to choose by terminal and locale.
        public var glyphs: String?
        /// Defaults for all of it.
        public init() {}
    }

    /// What is written to the log.
    public struct Log: Hashable, Sendable {
        /// The least level that is written.
        public var level = Level.info
        /// Defaults for all of it.
        public init() {}

        /// How much is written to the log.
        public enum Level: String, CaseIterable, Hashable, Sendable {
            case debug, info, warning, error
        }
    }
}
