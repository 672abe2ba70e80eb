import BaadalModel
import Testing

@Suite struct FilterTests {
    private let busy = subject("Lab-07", state: .running, host: "kvm3", cpu: 0.87, gibibytes: 4)
    private let idle = subject("lab-12", state: .stopped, host: "kvm1", cpu: nil, gibibytes: 2)

    private static func subject(
        _ name: String,
        state: VM.State,
        host: String,
        cpu: Double?,
        gibibytes: Int64
    ) -> VMSubject {
        let id = UniqueID(naming: name)
        let vm = VM(
            id: VM.ID(id),
            name: name,
            state: state,
            host: nil,
            vcpus: 2,
            memory: .gibibytes(gibibytes),
            since: Timestamp(seconds: 0),
            seen: Timestamp(seconds: 0)
        )
        return VMSubject(vm, hostName: host, usage: Usage(at: Timestamp(seconds: 0), cpu: cpu))
    }

    @Test(arguments: [
        ("", true, true), ("lab", true, true), ("LAB-07", true, false), ("!07", false, true), ("not 07", false, true),
        ("lab 07", true, false), ("07 or 12", true, true), ("cpu>80", true, false), ("cpu=87%", true, false),
        ("!(cpu>80)", false, true), ("cpu<=100", true, false), ("ram>=4G", true, false), ("ram=2048M", false, true),
        ("state=running", true, false), ("state!=running", false, true), ("state~st", false, true),
        ("cpu>80 and (host=kvm3 or host=kvm1) and state=running and ram>=4G", true, false),
        ("host=kvm1 or cpu>99 and ram>1G", false, true), ("/^lab-[0-9]+$/", true, true), ("/7$|^x/", true, false),
        ("name=/(a|l)ab.*1./", false, true), ("\"or\"", false, false), ("vcpus=2", true, true),
        ("host != kvm3", false, true), ("uuid=x", false, false),
    ])
    func `a filter chooses by name and fields`(text: String, first: Bool, second: Bool) throws {
        let filter = try Filter<VMSubject>(text)
        #expect(filter.matches(busy) == first)
        #expect(filter.matches(idle) == second)
    }

    @Test(arguments: [
        ("owner=asha", 1, "no field 'owner'"), ("cpu>", 5, "missing"), ("cpu>a", 5, "a percentage"),
        ("ram>=4X", 6, "512M or 4G"), ("(lab", 1, "not closed"), ("lab)", 4, "closes nothing"),
        ("state=runing", 7, "running, paused"), ("name>a", 5, "= != ~"), ("/ab", 1, "not closed"),
        ("/a[b/", 3, "not closed"), ("/*a/", 2, "repeats nothing"), ("/a{2}/", 3, "not known"),
        ("/\\d/", 3, "not known"),
        ("lab or", 7, "missing"), ("and lab", 1, "between two parts"), ("\"lab", 1, "not closed"),
        ("=3", 1, "accepted here"),
        ("cpu~8", 4, "is a number"), ("state=/r/", 7, "no pattern"),
    ])
    func `what cannot be read is told by its column`(text: String, column: Int, words: String) {
        let error = #expect(throws: FilterError.self) { try Filter<VMSubject>(text) }
        #expect(error?.column == column)
        #expect(error?.problem.contains(words) == true)
    }

    @Test func `an evil pattern ends in bounded work`() throws {
        let pattern = try Pattern(String(repeating: "(a*)*", count: 8) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 4_000)))
    }

    @Test func `tasks and hosts have fields of their own`() throws {
        let task = TaskRecord(
            id: .init(7),
            command: .addHost(uri: "test:///default", name: nil),
            status: .failed,
            requester: "asha",
            subject: "kvm9",
            created: Timestamp(seconds: 0)
        )
        let filter = try Filter<TaskSubject>("status=failed and kind=host-add and id=#7 and who=asha and kvm")
        #expect(filter.matches(TaskSubject(task, hostName: nil)))
        #expect(throws: FilterError.self) { try Filter<HostSubject>("vcpus=2") }
    }
}
