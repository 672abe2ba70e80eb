internal import BaadalModel
internal import BaadalStore

/// Turns a machine on or off, or cuts its power.
struct SwitchHost {
    let host: Host.ID

    var on: [Step] { [] }
    var off: [Step] { [] }
    var fence: [Step] { [] }
}
