extension HostInventory {
    /// The program that tells all of it, and its arguments: a fixed script without any data in it.
    ///
    /// It ends with status 0 whatever its parts do. Each part has five seconds and stands between two lines, the
    /// second of which tells its exit status.
    public static let command = ["sh", "-c", script]

    /// The same for the services only, which is quick enough for each look at a host's health.
    public static let servicesCommand = ["sh", "-c", head + services + "exit 0\n"]

    private static let head = """
        LC_ALL=C
        PATH="$PATH:/usr/sbin:/sbin:/usr/libexec"
        export LC_ALL PATH
        part() {
            printf '\\n=== %s\\n' "$1"
            shift
            timeout 5 "$@" </dev/null 2>/dev/null
            printf '\\n=== end %s\\n' "$?"
        }

        """

    private static let script =
        head + """
            part cpu lscpu -p=CPU,CORE,SOCKET
            part memory cat /proc/meminfo
            part disks lsblk --json -b -d -o NAME,SIZE,MODEL,ROTA,TYPE,WWN
            part links sh -c '
                for link in /sys/class/net/*; do
                    mac=$(cat "$link/address" 2>/dev/null)
                    speed=$(cat "$link/speed" 2>/dev/null)
                    device=-
                    if [ -e "$link/device" ]; then device=device; fi
                    printf "%s %s %s %s" "${link##*/}" "${mac:--}" "${speed:--}" "$device"
                    for lower in "$link"/lower_*; do
                        if [ -e "$lower" ]; then printf " %s" "${lower##*/lower_}"; fi
                    done
                    printf "\\n"
                done'
            part routes cat /proc/net/route
            part routes6 cat /proc/net/ipv6_route
            part switches sh -c '
                for bridge in $(ovs-vsctl --timeout=2 list-br); do
                    for port in $(ovs-vsctl --timeout=2 list-ports "$bridge"); do
                        printf "%s %s\\n" "$bridge" "$port"
                    done
                done'
            part body systemd-detect-virt
            part libvirt sh -c 'libvirtd --version || virtqemud --version'
            part qemu sh -c 'qemu-system-$(uname -m) --version || qemu-kvm --version || kvm --version'
            part ovs ovs-vsctl --version
            part tools sh -c '
                for tool in qperf iperf3 netperf netserver; do
                    if command -v "$tool" >/dev/null; then printf "%s\\n" "$tool"; fi
                done'

            """ + services + "exit 0\n"

    private static let services = """
        part services systemctl show --property=Id,LoadState,ActiveState libvirtd.service libvirtd.socket \
        virtqemud.service virtqemud.socket openvswitch-switch.service openvswitch.service

        """
}
