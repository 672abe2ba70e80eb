import BaadalModel
import Testing

@testable import baadal

@Suite struct NetworkDoctorTests {
    private func config(_ change: (inout CloudConfig.Network) -> Void) -> CloudConfig.Network {
        var config = CloudConfig.Network()
        change(&config)
        return config
    }

    @Test func `a cloud without boxes has no faults`() {
        #expect(DoctorReport.faults(ofNAT: CloudConfig.Network()) == [])
        #expect(DoctorReport.faults(ofDHCP: CloudConfig.Network()) == [])
    }

    @Test func `what the configuration of a box lacks is said by the names of its settings`() {
        let nat = config {
            $0.natType = .software
            $0.natDevice = "eth 0"
            $0.screenAddress = "outside"
        }
        let faults = DoctorReport.faults(ofNAT: nat)
        #expect(
            faults.map { $0.prefix { $0 != " " && $0 != ":" } } == [
                "network.nat-box", "network.nat-device", "network.screen-address",
            ]
        )
        let dhcp = config {
            $0.dhcpDriver = .isc
            $0.dhcpBox = "10.0.0.2"
        }
        let why = "network.dhcp-box is '10.0.0.2'; USER@HOST or USER@HOST:PORT is accepted"
        #expect(DoctorReport.faults(ofDHCP: dhcp) == [why])
    }

    @Test func `a box that is described well has none`() {
        let nat = config {
            $0.natType = .software
            $0.natBox = "root@10.0.0.2:2222"
            $0.screenAddress = "203.0.113.2"
        }
        #expect(DoctorReport.faults(ofNAT: nat) == [])
    }
}
