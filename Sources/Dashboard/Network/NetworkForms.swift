internal import BaadalModel
internal import Canvas

extension DashboardState {
    /// What is asked before a way to the screen of a VM is opened.
    func grantForm(_ vm: VM) -> Form {
        Form(
            .grant(vm.id),
            "open the screen of \(vm.name)",
            [
                .text(.minutes, "Minutes", "\(ScreenGrant.defaultSeconds / 60)") { text throws(CloudError) in
                    _ = try Reading.number(text, "minutes", 1...1440)
                },
                .text(.sources, "From") { text throws(CloudError) in _ = try Reading.networks(text) },
            ],
            note: "From: who may connect, as 10.78.0.0/16 192.0.2.7; empty is everybody"
        )
    }

    /// What is asked before a VM gets a public address.
    var mapForm: Form {
        Form(
            .map,
            "map a public address",
            [
                .text(.name, "VM") { text throws(CloudError) in
                    if text.isEmpty { throw .badValue(name: "VM", value: text, accepted: "the name of a VM is needed") }
                }
            ],
            note: "it gets the lowest public address that is free"
        )
    }

    /// The request that a form of the network makes; `nil` for another form.
    ///
    /// - Throws: What the model refuses.
    func networkRequest(_ form: Form) throws(CloudError) -> Confirm? {
        switch form.purpose {
        case .grant(let id):
            guard let vm = cloud.inventory.vms[id] else { throw .noSuchVM("\(id)") }
            if let why = screenRefusal(vm) { throw .refused(why) }
            let order = try GrantOrder(
                seconds: 60 * (try Reading.number(form[.minutes], "minutes", 1...1440)),
                sources: try Reading.networks(form[.sources])
            )
            return confirm(.grant, .grant(id, order), vm)
        case .map:
            let vm = try cloud.inventory.vm(form[.name])
            if let why = refusal(of: .edit, vm) { throw .refused(why) }
            guard let record = cloud.inventory.records[vm.id] else {
                throw .refused("\(vm.name) was found on its host; ':sanity' adopts it")
            }
            if let address = record.publicAddress { throw .refused("\(vm.name) has \(address) already") }
            var made = confirm(.edit, .edit(vm.id, try EditOrder(publicAddress: true)), vm)
            made.verb = "map a public address to"
            return made
        case .create, .clone, .edit, .attach, .adopt, .add, .change: return nil
        }
    }

    private func confirm(_ kind: Command.Kind, _ command: Command, _ vm: VM) -> Confirm {
        Confirm(requests: [.order([command])], verb: kind.verb, names: [vm.name], level: .yes)
    }
}

extension Reading {
    /// Networks between blanks or commas; none for an empty text.
    static func networks(_ text: String) throws(CloudError) -> [IPv4Network] {
        var all: [IPv4Network] = []
        for part in text.split(whereSeparator: { $0 == " " || $0 == "," }) { all.append(try IPv4Network(String(part))) }
        return try GrantOrder(sources: all).sources
    }
}
