internal import ArgumentParser

/// The dashboard, and all commands below it.
struct BaadalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baadal",
        abstract: "Controller and admin terminal of a private cloud of libvirt hosts.",
        usage: "baadal [--demo] [--state <folder>] [--config <file>] [--json] [<command>]",
        discussion: """
            Without a command the dashboard opens. Try 'baadal --demo', or 'baadal host add qemu:///system'.

            \(Outcome.explained)
            """,
        version: Version.text,
        subcommands: [
            HostCommand.self, VMCommand.self, SnapshotCommand.self, SanityCommand.self, OrganisationCommand.self,
            UserCommand.self,
            VLANCommand.self, DomainCommand.self, DatastoreCommand.self, TemplateCommand.self, AddressCommand.self,
            TaskCommand.self, HistoryCommand.self, ConstantCommand.self, MonitorCommand.self, ScreenCommand.self,
            ThemeCommand.self, CloudCommand.self, BalanceCommand.self,
            CapacityCommand.self, DrillCommand.self, JobCommand.self, NetworkCommand.self, NATCommand.self,
            VNCCommand.self, DHCPCommand.self, ControllerCommand.self,
            DoctorCommand.self,
            ImportCommand.self,
        ]
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var screen: ScreenOptions

    func run() async throws { try await DashboardRun.run(options, screen, purpose: .work) }
}

/// Which program this is.
enum Version {
    /// As `0.1.0`; the newest heading of the change log.
    static let text = "0.1.0"
}
