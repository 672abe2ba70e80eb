import BaadalModel
import Testing

@Suite struct ConstantTests {
    @Test(arguments: Constant.all)
    func `every default is accepted`(constant: Constant) throws {
        try constant.check(constant.defaultValue)
    }

    @Test(arguments: [
        ("vncport_start_range", "80"), ("vncport_start_range", "many"), ("baadal_status", "sideways"),
        ("vmfiles_path", "relative"), ("vmfiles_path", "/a/../b"), ("templates_dir", "../etc"),
        ("templates_dir", "/abs"),
        ("admin_email", "nobody"), ("admin_email", "a@b@c"), ("vms", ""), ("vmfiles_path", "/a\u{1B}[2J"),
    ])
    func `a bad value is refused with what would be accepted`(name: String, value: String) throws {
        let constant = try Constant.named(name)
        let error = #expect(throws: CloudError.self) { try constant.check(value) }
        #expect("\(try #require(error))".contains("accepted"))
    }

    @Test func `an unknown name is refused`() {
        #expect(throws: CloudError.noSuchConstant("nonesuch")) { try Constant.named("nonesuch") }
    }
}
