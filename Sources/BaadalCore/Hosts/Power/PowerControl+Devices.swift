internal import BaadalModel
internal import Logging

extension PowerControl {
    /// What the devices of every host share.
    struct Environment: Sendable {
        var config: CloudConfig
        var clock: CoreClock
        var log: Logger
        /// Threads of its own: hosts that hang must take none from what cuts them off.
        var calls = BlockingCalls(limit: 32)
        var ipmitool = "ipmitool"
        /// Another device than the real one for a driver; `nil` for the real one.
        var substitute: @Sendable (PowerDriver) -> (any PowerSwitch)? = { _ in nil }
    }

    /// The control of a host by its setup.
    ///
    /// - Parameters:
    ///   - host: The host's name, for messages.
    ///   - shell: Runs a program on the host itself; `nil` where it is not reached by SSH.
    init(host: String, setup: PowerSetup, environment: Environment, shell: HostShell?) {
        self.init(
            host: host,
            setup: setup,
            devices: setup.drivers.map { Device(driver: $0, power: Self.device($0, environment, shell)) },
            clock: environment.clock,
            log: environment.log
        )
    }

    private static func device(
        _ driver: PowerDriver,
        _ environment: Environment,
        _ shell: HostShell?
    ) -> any PowerSwitch {
        if let device = environment.substitute(driver) { return device }
        let calls = environment.calls
        return switch driver {
        case .ipmi(let ipmi): IPMISwitch(ipmi: ipmi, calls: calls, program: environment.ipmitool)
        case .libvirt(let guest): GuestSwitch(guest: guest, calls: calls, config: environment.config.libvirt)
        case .command(let programs): ProgramSwitch(programs: programs, calls: calls)
        case .wol(let wake): WakeUpSwitch(wake: wake)
        case .ssh: ShellSwitch(shell: shell ?? { _, _ in nil })
        case .manual: HandSwitch()
        }
    }
}
