/// Files as htools have them, small enough to be reckoned by hand; `hbal -v -v -v` scored them.
enum HtoolsSamples {
    /// Disks on hosts and mirrors, VMs that are off, a host that is down: 24.52658658.
    static let mirrored = """
        default|u1|preferred||

        a|1000|100|500|2000|1500|4|N|u1|4||N|0|1|1.0
        b|1000|100|200|2000|1500|4|N|u1|4||N|0|1|1.0
        c|1000|100|900|2000|1500|4|N|u1|4||N|0|1|1.0
        d|1000|100|900|2000|1500|4|Y|u1|4||N|0|1|1.0

        i1|200|100|2|running|Y|a|b|drbd||1|-
        i2|300|100|2|running|Y|b|a|drbd||2|-
        i3|100|100|1|ADMIN_down|Y|a||plain||3|-
        i4|50|100|1|ADMIN_offline|Y|b||sharedfile||1|-
        i5|60|100|1|ERROR_down|Y|d||sharedfile||1|-
        i6|60|100|1|ERROR_up|Y|c||plain||1|-
        i7|600|100|1|running|Y|b||sharedfile||1|-


        """

    /// Groups that are kept apart, racks and a site that VMs wish for: 30.25809672.
    static let located = """
        default|u1|preferred||

        a|1000|100|900|0|0|4|N|u1|1|rack:1,site:x|N|0|1|1.0
        b|1000|100|900|0|0|4|N|u1|1|rack:1|N|0|1|1.0
        c|1000|100|900|0|0|4|N|u1|1|rack:2|N|0|1|1.0
        d|1000|100|900|0|0|4|Y|u1|1|rack:2|N|0|1|1.0

        i1|20|100|2|running|Y|a||sharedfile|svc:1|1|-
        i2|30|100|2|running|Y|b||sharedfile|svc:1,site:x|1|-
        i3|30|100|2|running|Y|b||sharedfile|svc:1|1|-
        i4|30|100|2|running|Y|b||sharedfile|svc:2|1|-
        i5|30|100|2|running|Y|c||sharedfile|svc:2,rack:1|1|-
        i6|30|100|2|running|Y|d||sharedfile|svc:2,rack:1|1|-

        htools:iextags:svc
        htools:nlocation:rack
        htools:nlocation:site
        htools:desiredlocation:site
        htools:desiredlocation:rack

        """
}
