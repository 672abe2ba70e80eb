import BaadalModel
import Testing

@Suite struct HtoolsFileTests {
    private let whole = """
        default|u1|preferred|rack|net1,net2

        a|65536|2048|50000|1000|900|16|M|u1|2|kind:new,big|N|1|1|1.2
        b|?|?|?|?|?|?|Y|u1|1||N|0|1|1.0

        i1|4096|100|2|running|Y|a|b|drbd|svc:1,blue|2|-|N
        i2|2048|50|1|ADMIN_down|N|a||sharedfile||1|3|N

        htools:iextags:svc
        htools:migration:kind

        |1024,1,20480,1,1,1|128,1,1024,1,1,1;262144,64,4194304,16,8,12|sharedfile,drbd|4.0|32.0
        default|1024,1,20480,1,1,1|128,1,1024,1,1,1;262144,64,4194304,16,8,12|sharedfile|3.5|16.0

        """

    @Test func `a file that is read and written is the same`() throws {
        let file = try HtoolsFile(whole)
        #expect(file.text == whole)
        for sample in [whole, HtoolsSamples.mirrored, HtoolsSamples.located] {
            let file = try HtoolsFile(sample)
            let again = try HtoolsFile(file.text)
            #expect(again == file)
        }
    }

    @Test func `columns that older versions did not write have a value`() throws {
        let file = try HtoolsFile("g|u|preferred\n\na|64|0|64|0|0|4|N|u\n\ni|1|1|1|running|Y|a||ext|\n\n\n")
        #expect(file.nodes.first?.usedCPUs == 1)
        #expect(file.nodes.first?.cpuSpeed == 1)
        #expect(file.instances.first?.spindleUse == 1)
        #expect(file.instances.first?.isForthcoming == false)
    }

    @Test func `a cluster has what hbal reads of it`() throws {
        let cluster = try HtoolsFile(whole).cluster()
        let (host, vms) = (try #require(cluster.hosts.first), cluster.vms)
        #expect(host.memory == .mebibytes(65_536))
        #expect(host.migrationTags == ["kind:new"])
        #expect(cluster.hosts.map(\.isOffline) == [false, true])
        #expect(vms.map(\.storage) == [.mirrored(on: 1), .shared])
        #expect(vms.map(\.apart) == [["svc:1"], []])
        #expect(vms.map(\.power) == [.running, .off])
        #expect(vms.map { $0.stays != nil } == [false, true])
        let limits = try HtoolsFile(whole).limits
        #expect(limits.cpuRatio == 3.5)
    }

    @Test func `what a plan does is in the file that is written`() throws {
        let file = try HtoolsFile(HtoolsSamples.located)
        let plan = BalancePlanner(try file.cluster(), options: BalanceOptions(limits: file.limits)).plan()
        #expect(plan.steps.map { "\($0.name) \($0.toName)" } == ["i6 a", "i2 c"])
        // As hbal -S has them.
        let after = file.placing(as: plan.result)
        #expect(after.instances.map(\.primary) == ["a", "c", "b", "b", "c", "a"])
        let score = ClusterScore(try after.cluster(), options: BalanceOptions(limits: file.limits)).total
        #expect(abs(score - plan.scoreAfter) < 1e-6)
        #expect(abs(plan.scoreAfter - 4.016_499_16) < 1e-8)
    }

    @Test(arguments: [
        ("g|u", "line 1: group 'g': 2 columns; at least 3 with '|' between them are accepted"),
        ("g|u|maybe", "line 1: group 'g': 'maybe' is no allocation policy; preferred, last_resort and unallocable"),
        ("a|x|0|64|0|0|4|N|u", "line 3: node 'a': total memory 'x'; a whole number from 0 is accepted"),
        ("a|64|0|64|0|0|4|Q|u", "line 3: node 'a': role 'Q'; N, Y and M are accepted"),
        ("a|64|0|64|0|0|4|N|v", "line 3: node 'a': no group has UUID 'v'"),
        ("a|64|0|64|0|0|4|N|u|1||N|0|1|fast", "line 3: node 'a': processor speed 'fast'; a number above 0"),
        ("a|64|0|64|0|0|4|N|u|1||?", "line 3: node 'a': exclusive storage '?'; Y and N are accepted"),
        ("i|1|1|1|asleep|Y|a||ext|", "line 5: instance 'i': status 'asleep'; running, ADMIN_down"),
        ("i|1|1|1|running|Y|z||ext|", "line 5: instance 'i': no node is named 'z'"),
        ("i|1|1|1|running|Y|a||drbd|", "line 5: instance 'i': a drbd instance needs a secondary node other than 'a'"),
        ("i|1|1|1|running|Y|a||floppy|", "line 5: instance 'i': disk template 'floppy'; diskless, file"),
        ("|1,2|1|ext|4|32", "line 9: policy: 1 specs; pairs of least and most are accepted"),
        ("|1,2|1,1,1,1,1,1;1,1,1,1,1,1|ext|4|32", "line 9: policy: spec '1,2'; six whole numbers"),
        ("z|1,1,1,1,1,1|1,1,1,1,1,1;1,1,1,1,1,1|ext|4|32", "line 9: policy 'z': no group is named 'z'"),
    ])
    func `a malformed line is told with its number and what is accepted`(line: String, message: String) throws {
        var sections = ["g|u|preferred", "a|64|0|64|0|0|4|N|u", "i|1|1|1|running|Y|a||ext|", "tag", ""]
        let place = message.dropFirst(5).prefix { $0.isNumber }
        sections[((Int(place) ?? 1) - 1) / 2] = line
        let error = #expect(throws: HtoolsError.self) { try HtoolsFile(sections.joined(separator: "\n\n") + "\n") }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test func `sections that are missing, and what the balancer cannot do, are refused`() throws {
        #expect(throws: HtoolsError.self) { try HtoolsFile("g|u|preferred\n\n") }
        let two = try HtoolsFile("g|u|preferred\nh|w|preferred\n\n\n\n\n")
        #expect(throws: HtoolsError.self) { try two.cluster() }
    }

    @Test func `loads are read by name, and a line of another form is refused`() throws {
        var cluster = try HtoolsFile(whole).cluster()
        try cluster.setLoads("i1 0.5 0.25 0 1\nunknown 1 1 1 1\n\n")
        #expect(cluster.vms.map(\.load) == [ClusterLoad(cpu: 0.5, memory: 0.25, disk: 0, network: 1), nil])
        let error = #expect(throws: HtoolsError.self) { try cluster.setLoads("i1 1 1 1 1\ni2 1 x 1 1") }
        #expect(error?.line == 2)
    }
}
