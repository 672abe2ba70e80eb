import BaadalModel
import Testing

@Suite struct HostHealthTests {
    private static let silence = HostHealth.Answer.failed(.init(.timedOut, "no answer within 2 s"))
    private static let dead = HostHealth(ping: silence, ssh: silence, libvirt: silence)
    private static let well = HostHealth(ping: .ok, ssh: .ok, libvirt: .ok)

    @Test func `three looks that find all silent make a host down, two do not`() {
        let two = HostVerdict([Self.well, Self.dead, Self.dead], strikes: 3)
        #expect(two.state == .unknown)
        #expect(two.reason == "libvirt, ping and SSH do not answer (2 of 3 looks)")
        let three = HostVerdict([Self.well, Self.dead, Self.dead, Self.dead], strikes: 3)
        #expect(three == HostVerdict([Self.dead, Self.dead, Self.dead], strikes: 3))
        #expect(three.state == .down)
        #expect(three.reason == "libvirt, ping and SSH do not answer")
    }

    @Test func `a host whose libvirt alone fails is unknown, in words`() {
        let looks = [HostHealth](repeating: HostHealth(ping: .ok, ssh: .ok, libvirt: Self.silence), count: 9)
        let verdict = HostVerdict(looks, strikes: 3)
        #expect(verdict.state == .unknown)
        #expect(verdict.reason == "libvirt does not answer; ping and SSH do")
    }

    @Test func `a host that answers again is up at once`() {
        let verdict = HostVerdict([Self.dead, Self.dead, Self.dead, Self.well], strikes: 3)
        #expect(verdict.state == .up)
        #expect(verdict.reason == nil)
    }

    @Test func `one answer between starts the count anew`() {
        let some = HostHealth(ping: .ok, ssh: Self.silence, libvirt: Self.silence)
        #expect(HostVerdict([Self.dead, Self.dead, some, Self.dead, Self.dead], strikes: 3).state == .unknown)
    }

    @Test(arguments: HostHealth.Failure.Kind.allCases)
    func `what answers in any way is not down`(kind: HostHealth.Failure.Kind) {
        let look = HostHealth(ping: Self.silence, ssh: .failed(.init(kind, "it says no")), libvirt: Self.silence)
        let verdict = HostVerdict([look, look, look], strikes: 3)
        #expect(verdict.state == (kind == .unreachable || kind == .timedOut ? .down : .unknown))
    }

    @Test func `a host that asks for another key says so`() {
        let ssh = HostHealth.Answer.failed(.init(.authentication, "the host accepts none of our keys"))
        let verdict = HostVerdict([HostHealth(ping: .ok, ssh: ssh, libvirt: .ok)], strikes: 3)
        #expect(verdict.state == .up)
        #expect(verdict.reason == "SSH: the host accepts none of our keys; libvirt and ping answer")
    }

    @Test func `SSH that there is no way for does not count, SSH that was left out does`() {
        let without = HostHealth(ping: Self.silence, libvirt: Self.silence)
        #expect(HostVerdict([without, without, without], strikes: 3).state == .down)
        #expect(HostVerdict([Self.dead, without, Self.dead], strikes: 3).state == .unknown)
    }

    @Test func `ping alone, or libvirt alone, makes no host down`() {
        let ping = HostHealth(ping: Self.silence)
        let libvirt = HostHealth(libvirt: Self.silence)
        #expect(HostVerdict([ping, ping, ping], strikes: 1).state == .unknown)
        #expect(HostVerdict([libvirt, libvirt, libvirt], strikes: 1).state == .unknown)
        #expect(HostVerdict([HostHealth()], strikes: 1).reason == "no way to it was tried")
        #expect(HostVerdict([], strikes: 3).reason == "it has not been asked yet")
    }

    @Test func `services that do not run are named`() {
        let look = HostHealth(
            ping: .ok,
            ssh: .ok,
            libvirt: Self.silence,
            libvirtService: .inactive,
            openVSwitchService: .absent
        )
        #expect(look.words == "libvirt does not answer; ping and SSH do; libvirt's service does not run")
    }

    /// Every look that can be had, three deep: only silence on all ways makes a host down.
    @Test func `no host is down that gave a sign of life in the last looks`() {
        let answers: [HostHealth.Answer] = [.ok, .notAsked, Self.silence, .failed(.init(.refused, "no"))]
        let looks = answers.flatMap { ping in
            answers.flatMap { ssh in answers.map { HostHealth(ping: ping, ssh: ssh, libvirt: $0) } }
        }
        for first in looks {
            for second in looks {
                for third in [first, second, Self.dead] {
                    let last = [first, second, third]
                    let isDown = HostVerdict(last, strikes: 3).state == .down
                    let all = last.flatMap { [$0.ping, $0.libvirt] }
                    #expect(!isDown || all.allSatisfy { $0 == Self.silence })
                    #expect(
                        !isDown || Set(last.map(\.ssh)).isSubset(of: [Self.silence])
                            || last.allSatisfy { $0.ssh == .notAsked }
                    )
                }
            }
        }
    }
}
